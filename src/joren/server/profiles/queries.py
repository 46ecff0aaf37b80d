"""Reads of who is who."""

from __future__ import annotations

from collections.abc import Iterable

from joren.server.lookup import rows_where
from joren.server.profiles.models import Identifier


def profiles_of(subjects: Iterable[int]) -> set[int]:
    """The profiles to which these ids belong."""
    return {profile for (profile,) in rows_where(Identifier, "profile", "number", subjects)}


def subjects_of(profiles: Iterable[int]) -> dict[int, int]:
    """Every id of these profiles, and whose it is."""
    return dict(rows_where(Identifier, "number, profile", "profile", profiles))
