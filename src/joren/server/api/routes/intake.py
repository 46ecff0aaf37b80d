"""What comes in, how far it has got, and what could not be used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.server.accounts.access import Data
from joren.server.api.callers import ApiKey
from joren.server.api.cursors import Paging, page
from joren.server.api.routes import answers
from joren.server.api.shown import Moment, Shown, personal
from joren.server.ingest import queries

router = Router()

_SEE = ApiKey("intake", Data.NUMBERS)
_MINUTES = 15


class StageOut(Shown):
    """How far a store has got."""

    name: str = Field(description="spool, database, lake or mirror")
    number: int = Field(description="The number of the last request that is in it.")
    behind: int = Field(description="Requests that are not in it yet.")
    lag_seconds: float


class MinuteOut(Shown):
    """What came in during a minute."""

    minute: Moment
    landed: int
    duplicates: int
    refused: int


class Intake(Schema):
    """How the intake is."""

    stages: list[StageOut]
    minutes: list[MinuteOut] = Field(description="The last 15, the newest first.")
    trouble: str | None = Field(description="Why landing stands still, if it does.")
    dead_letters: int


class DeadLetterOut(Shown):
    """An event that could not be used."""

    id: int
    received_at: Moment
    write_key: str = Field(description="The name of the key that it came with.")
    reason: str
    field: str
    detail: str | None = personal("What was wrong, in the decoder's words.")
    payload: str | None = personal("The event as it came.")


class DeadLetterPage(Schema):
    """Some events that could not be used."""

    data: list[DeadLetterOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


@router.get("", auth=_SEE, response=answers(Intake), operation_id="getIntake", summary="How the intake is")
def get_intake(request: HttpRequest) -> Any:  # noqa: ARG001
    """How far everything has got that came in."""
    spools = list(queries.spools(settings.OPTIONS))
    stages = [
        StageOut(name=each.name, number=each.number, behind=each.behind, lag_seconds=each.lag.total_seconds())
        for each in queries.stages(spools)
    ]
    minutes = [
        MinuteOut(minute=each.minute, landed=each.landed, duplicates=each.duplicates, refused=each.refused)
        for each in queries.last_minutes(_MINUTES)
    ]
    return Intake(
        stages=stages, minutes=minutes, trouble=queries.trouble(spools) or None, dead_letters=queries.dead_letters()
    )


@router.get(
    "/dead-letters", auth=_SEE, response=answers(DeadLetterPage), operation_id="listDeadLetters",
    summary="List dead letters",
)  # fmt: skip
def list_dead_letters(request: HttpRequest, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Events that could not be used, the newest first."""
    rows, following = page(queries.every_dead_letter(), paging, ("-received_at", "-id"))
    data = [
        DeadLetterOut(
            id=each.pk, received_at=each.received_at, write_key=each.write_key, reason=each.reason, field=each.field,
            detail=each.detail, payload=each.payload,
        )
        for each in rows
    ]  # fmt: skip
    return DeadLetterPage(data=data, next=following)
