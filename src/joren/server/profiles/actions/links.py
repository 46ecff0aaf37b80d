"""What was seen together, and whose each id is after it: `joren.identity.rules`, kept up batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from joren.errors import InputError
from joren.identity import Kind, Known, Links, resolve
from joren.language import gettext as _
from joren.server import clock
from joren.server.lookup import rows_where
from joren.server.profiles.models import Identifier, Link, Move, MoveReason
from joren.server.upsert import upsert

_IS_ALIAS, _WHOLE = "is_alias", "cut_at IS NULL"


@dataclass(frozen=True)
class Moved:
    """Ids that changed hands, and the profiles that won or lost one."""

    ids: set[int]
    profiles: set[int]


def record_links(
    seen: Collection[tuple[int, int]], same: Collection[tuple[Known, Known]], new_ids: Collection[int]
) -> Moved:
    """Add links (weaker, strongest) and aliases (former, present), and move the ids that this makes another's.

    `new_ids` came for the first time. An alias may have spoken of them before.
    """
    rows = [(weak, strong, False) for weak, strong in seen]
    rows += [(former.number, present.number, former.kind is present.kind) for former, present in same]
    new = sorted(set(rows) - _known(rows))
    unsettled = {each for weak, strong, is_alias in new for each in ((weak, strong) if is_alias else (weak,))}
    unsettled |= _spoken_of(new_ids)
    upsert(Link, ["weak", "strong", "is_alias"], new, key=["weak", "strong", "is_alias"])
    return settle(unsettled, MoveReason.SEEN) if unsettled else Moved(set(), set())


def cut_link(weak: int, strong: int) -> Moved:
    """Say that two ids are not one person's; they stay apart even when they are seen together again."""
    with transaction.atomic():
        cut = Link.objects.filter(Q(weak=weak, strong=strong) | Q(weak=strong, strong=weak), cut_at=None)
        if not cut.update(cut_at=clock.now()):
            raise InputError(_("These two ids are not linked."), code="profiles.not_linked")
        return settle({weak, strong}, MoveReason.CUT)


def join_links(weak: int, strong: int) -> Moved:
    """Take a cut back."""
    with transaction.atomic():
        cut = Link.objects.filter(Q(weak=weak, strong=strong) | Q(weak=strong, strong=weak)).exclude(cut_at=None)
        if not cut.update(cut_at=None):
            raise InputError(_("These two ids are not separated."), code="profiles.not_separated")
        return settle({weak, strong}, MoveReason.SEEN)


def settle(numbers: Iterable[int], reason: MoveReason) -> Moved:
    """Work out anew whose these ids are, and those that hang on them."""
    affected = _with_weaker(set(numbers))
    links = _links_of(affected)
    around = {each for pair in links.seen | links.same for each in pair} | affected
    known = {row[0]: row[1:] for row in rows_where(Identifier, "number, kind, profile", "number", around)}
    kinds = {each: Kind(known[each][0]) if each in known else _kind_by_alias(each, links, known) for each in affected}
    settled = {each: known[each][1] if each in known else each for each in around - affected}
    person = resolve(kinds, links, settled)
    moves = [
        (each, known[each][1], whose) for each, whose in person.items() if each in known and known[each][1] != whose
    ]
    _move(sorted(moves), reason)
    return Moved({move[0] for move in moves}, {whose for move in moves for whose in move[1:]})


def _move(moves: list[tuple[int, int, int]], reason: MoveReason) -> None:
    if not moves:
        return
    table = Identifier._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET profile = %s WHERE number = %s",  # noqa: S608  (our own table)
            [(present, each) for each, _former, present in moves],
        )
    now = clock.now()
    Move.objects.bulk_create(
        [
            Move(identifier=each, former=former, present=present, moved_at=now, reason=reason)
            for each, former, present in moves
        ],
        batch_size=2000,
    )


def _kind_by_alias(number: int, links: Links, known: Mapping[int, tuple[str, int]]) -> Kind:
    """The kind of an id that never came with an event, and so has no row: that of the ids an alias equates it with."""
    for pair in links.same:
        if number in pair:
            for each in pair:
                if each in known:
                    return Kind(known[each][0])
    return Kind.ANONYMOUS


def _spoken_of(numbers: Iterable[int]) -> set[int]:
    """Those of the ids that stand in a link already."""
    spoken = rows_where(Link, "weak", "weak", numbers) + rows_where(Link, "strong", "strong", numbers, _IS_ALIAS)
    return {number for (number,) in spoken}


def _known(rows: Iterable[tuple[int, int, bool]]) -> set[tuple[int, int, bool]]:
    found = rows_where(Link, "weak, strong, is_alias", "weak", {row[0] for row in rows})
    return {(weak, strong, bool(is_alias)) for weak, strong, is_alias in found}


def _with_weaker(numbers: set[int]) -> set[int]:
    """These ids, those that an alias makes the same, and every weaker one that was seen with any of them."""
    found, fresh = set(numbers), set(numbers)
    while fresh:
        nearby = rows_where(Link, "weak", "strong", fresh, _WHOLE)
        nearby += rows_where(Link, "strong", "weak", fresh, f"{_IS_ALIAS} AND {_WHOLE}")
        fresh = {number for (number,) in nearby} - found
        found |= fresh
    return found


def _links_of(numbers: set[int]) -> Links:
    links = Links()
    rows = rows_where(Link, "weak, strong, is_alias", "weak", numbers, _WHOLE)
    rows += rows_where(Link, "weak, strong, is_alias", "strong", numbers, f"{_IS_ALIAS} AND {_WHOLE}")
    for weak, strong, is_alias in rows:
        (links.same if is_alias else links.seen).add((weak, strong))
    return links
