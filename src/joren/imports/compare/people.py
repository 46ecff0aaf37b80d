"""Customers and consents beside the present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from joren.imports.calls import Call, identify, track
from joren.imports.compare.verdict import Verdict
from joren.imports.facts import Customer, Who, Word
from joren.imports.known import Known, Person, Said

_encode = msgspec.json.Encoder(order="sorted").encode


def compare_people(facts: Sequence[Customer], known: Known) -> list[Verdict]:
    """What each of these says that the present does not."""
    people = known.people([fact.who for fact in facts])
    return [_compare(fact, people.get(fact.who.ids[0].number), is_behind=known.is_behind) for fact in facts]


def _compare(fact: Customer, held: Person | None, *, is_behind: bool) -> Verdict:
    verdict = Verdict(is_new=held is None)
    person = held or Person()
    traits = _traits(fact, person, verdict)
    unlinked = [weak for weak in fact.who.ids[1:] if weak.number not in person.linked]
    verdict.fields += [(weak.kind.value, None, weak.value) for weak in unlinked if weak.kind.value not in traits]
    if fact.traits and (traits or unlinked or held is None):
        verdict.calls.append(identify(fact.who, traits, fact.told_us))
    if "smile_points" in traits:
        verdict.calls.append(_points(fact.who, fact.traits, fact.told_us))
    for word in sorted(fact.words, key=lambda each: (_time(each, fact.told_us), not each.is_granted)):
        _hear(word, fact, person, verdict, is_behind=is_behind)
    return verdict


def _traits(fact: Customer, person: Person, verdict: Verdict) -> dict[str, Any]:
    """The traits that are different, as they are to be."""
    different = {}
    for name, told in fact.traits.items():
        value, (was, told_us) = told, person.traits.get(name, (None, 0))
        if isinstance(told, dict) and isinstance(was, dict):
            value = {**was, **told}  # a list that names only the country leaves the street as it was
        if name in person.traits and value == was:
            continue
        if name in person.traits and (fact.told_us, _encode(value)) <= (told_us, _encode(was)):
            verdict.older += 1
            continue
        different[name] = value
        verdict.fields.append((name, was, value))
    return different


def _points(who: Who, traits: dict[str, Any], at_us: int) -> Call:
    """What the ledger is to begin with."""
    said = {"points": traits["smile_points"], "program": "smile"}
    if "smile_tier" in traits:
        said["tier"] = traits["smile_tier"]
    return track("points", "points_imported", who, said, at_us)


def _hear(word: Word, fact: Customer, person: Person, verdict: Verdict, *, is_behind: bool) -> None:
    """Take a word on a channel, when it may be taken."""
    said = person.words.setdefault(word.channel, [])
    if any(each.at_us == word.at_us and each.is_granted == word.is_granted for each in said):
        return
    last = max(said, key=lambda each: (each.at_us, not each.is_granted), default=None)
    at = _granted_at(word, fact, last, verdict, is_behind) if word.is_granted else _denied_at(word, fact, last, verdict)
    if at is None:
        return
    call = track("consent", "consent_changed", fact.who, _proof(word), at)
    verdict.calls.append(call)
    said.append(Said(at, word.is_granted, word.has_proof))
    verdict.fields.append((f"consent {word.channel}", last and _state(last.is_granted), _state(word.is_granted)))


def _granted_at(word: Word, fact: Customer, last: Said | None, verdict: Verdict, is_behind: bool) -> int | None:
    """When a consent counts as given; None when it is not taken.

    Over a refusal goes only a later opt-in that can be proved. While something has not landed, a refusal may be on its
    way: then nothing is taken of which the file does not say when.
    """
    if last is not None and not last.is_granted:
        if word.at_us is not None and word.at_us > last.at_us and word.has_proof:
            return word.at_us
        verdict.held_back += 1
        return None
    if last is not None:
        return word.at_us if word.has_proof else None  # another proof of what is known
    if word.at_us is None and is_behind:
        verdict.held_back += 1
        return None
    return _time(word, fact.told_us)


def _denied_at(word: Word, fact: Customer, last: Said | None, verdict: Verdict) -> int | None:
    """When a refusal counts as said; None when it says nothing new. It goes over a consent that nobody can prove."""
    if last is None:
        return _time(word, fact.told_us)
    if not last.is_granted:
        return word.at_us if word.at_us is not None and word.at_us > last.at_us else None
    at = _time(word, fact.told_us)
    if at >= last.at_us:
        return at
    if last.has_proof:
        verdict.older += 1
        return None
    return last.at_us


def _time(word: Word, told_us: int) -> int:
    return told_us if word.at_us is None else word.at_us


def _proof(word: Word) -> dict[str, Any]:
    said = {"channel": word.channel, "state": _state(word.is_granted)}
    proof = {name: getattr(word, name) for name in ("basis", "source", "text", "url", "ip")}
    return said | {name: value for name, value in proof.items() if value}


def _state(is_granted: bool) -> str:
    return "granted" if is_granted else "denied"
