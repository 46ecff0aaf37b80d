"""Events beside the lake: an event is there, or it is new."""

from __future__ import annotations

from collections.abc import Sequence

from joren.imports.compare.verdict import Verdict
from joren.imports.facts import Happening
from joren.imports.known import Known


def compare_events(facts: Sequence[Happening], known: Known) -> list[Verdict]:
    """Which of these the lake does not have. Message ids are looked for in the lake itself, which forgets none."""
    if not facts:
        return []
    times = [fact.at_us for fact in facts]
    seen = known.messages({fact.call["messageId"] for fact in facts}, min(times), max(times))
    verdicts = []
    for fact in facts:
        message = fact.call["messageId"]
        verdicts.append(Verdict() if message in seen else Verdict(is_new=True, calls=[fact.call]))
        seen.add(message)
    return verdicts
