"""Tidying."""

from __future__ import annotations

from datetime import timedelta

from joren.server.api.actions import forget_answers
from joren.server.jobs.kinds import Claimed, job_kind


@job_kind("api.tidy", every=timedelta(hours=1))
def tidy(_job: Claimed) -> None:
    """Forget answers of more than a day ago."""
    while forget_answers():
        pass
