"""The page that shows what comes in, how far it has got, and what could not be used."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from joren.server import clock
from joren.server.accounts.access import access_numbers, may_see_personal
from joren.server.console.intake.words import detail_of, lag_in_words, reason_in_words, stage_in_words
from joren.server.ingest import queries

_MINUTES = 15
_DEAD_LETTERS = 20


@never_cache
@require_safe
def intake(request: HttpRequest) -> HttpResponse:
    """Show what comes in."""
    user = access_numbers(request.user)
    spools = list(queries.spools(settings.OPTIONS))
    minutes = queries.last_minutes(_MINUTES)
    context = {
        "now": clock.now(),
        "minutes": minutes,
        "most": max(1, *(minute.landed for minute in minutes)),
        "landed": sum(minute.landed for minute in minutes),
        "duplicates": sum(minute.duplicates for minute in minutes),
        "refused": sum(minute.refused for minute in minutes),
        "stages": [(stage_in_words(stage.name), stage, lag_in_words(stage)) for stage in queries.stages(spools)],
        "trouble": queries.trouble(spools),
        "dead_letters": [
            (reason_in_words(each.reason), detail_of(each.reason, each.detail), each)
            for each in queries.newest_dead_letters(_DEAD_LETTERS)
        ],
        "dead_letter_count": queries.dead_letters(),
        "shows_personal": may_see_personal(user),
        "address": settings.OPTIONS.address,
    }
    return render(request, "console/intake.html", context)
