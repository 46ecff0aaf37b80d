"""Which ids are one person's: a function of what is known, not of the order in which it became known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from joren.identity.ids import Kind

Pair = tuple[int, int]


@dataclass
class Links:
    """What is known of ids, by their numbers.

    `seen`: a weaker id, and the strongest id of an event that both came with. `same`: a former id and the present one,
    declared to be the same by an alias.
    """

    seen: set[Pair] = field(default_factory=set)
    same: set[Pair] = field(default_factory=set)


def resolve(kinds: Mapping[int, Kind], links: Links, settled: Mapping[int, int] | None = None) -> dict[int, int]:
    """For each id of `kinds`, the id after which its person is called.

    1. Ids that an alias declared to be the same are one.
    2. From the strongest kind to the weakest, an id belongs to the one person among the stronger ids that it was seen
       with. Seen with none, or with several (a shared device, an address in two accounts), it stays by itself.

    `settled` says whose the ids are that are not to be looked at again. Every id in a link stands in either.
    """
    person = dict(settled or {})
    named = _united(kinds, links.same)
    stronger: dict[int, set[int]] = defaultdict(set)
    for weak, strong in links.seen:
        stronger[named.get(weak, weak)].add(strong)
    for each in sorted(kinds, key=lambda one: -kinds[one].strength):
        name = named[each]
        if name not in person:
            people = {person[named.get(strong, strong)] for strong in stronger[name]}
            person[name] = people.pop() if len(people) == 1 else name
    return {each: person[named[each]] for each in kinds}


def _united(ids: Iterable[int], same: set[Pair]) -> dict[int, int]:
    """Each id's name among those that are the same: the present one by the aliases; of several, the smallest."""
    group = {each: {each} for each in ids}
    for former, present in same:
        if group[former] is not group[present]:
            both = group[former] | group[present]
            for each in both:
                group[each] = both
    renamed = {former for former, _ in same}
    return {each: min(members - renamed or members) for each, members in group.items()}
