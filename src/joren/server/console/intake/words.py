"""What the page calls stages, spans and reasons."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joren.events import Reason
from joren.server.ingest.queries import Stage

_STAGES: dict[str, Promise] = {
    "spool": gettext_lazy("Taken in"),
    "database": gettext_lazy("In the database"),
    "lake": gettext_lazy("In the lake"),
    "mirror": gettext_lazy("In the mirror"),
}

_REASONS: dict[str, Promise] = {
    Reason.JSON: gettext_lazy("It is no valid JSON object."),
    Reason.FIELD: gettext_lazy("A field cannot be used."),
    Reason.CALL: gettext_lazy("The kind of call is unknown."),
    Reason.NAME: gettext_lazy("It does not say what happened."),
    Reason.IDENTITY: gettext_lazy("It does not say who it was."),
    Reason.TIME: gettext_lazy("Its time cannot be read."),
    Reason.SIZE: gettext_lazy("It is too large."),
}


def stage_in_words(name: str) -> str:
    """A stage's name."""
    return str(_STAGES[name])


def reason_in_words(reason: str) -> str:
    """Why an event could not be used."""
    return str(_REASONS[reason])


def detail_of(reason: str, detail: str) -> str:
    """What the decoder said, where that is more than the reason says."""
    return "" if reason in {Reason.NAME, Reason.IDENTITY} else detail


def lag_in_words(stage: Stage) -> str:
    """How far a stage is behind."""
    seconds = stage.lag.total_seconds()
    if not stage.behind:
        return _("up to date")
    if seconds < 90:
        return ngettext("%(count)s second behind", "%(count)s seconds behind", round(seconds)) % {
            "count": round(seconds)
        }
    if seconds < 5400:
        count = round(seconds / 60)
        return ngettext("%(count)s minute behind", "%(count)s minutes behind", count) % {"count": count}
    count = round(seconds / 3600)
    return ngettext("%(count)s hour behind", "%(count)s hours behind", count) % {"count": count}
