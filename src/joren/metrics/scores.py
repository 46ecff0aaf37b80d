"""What customers answer when they are asked: NPS and CSAT."""

from __future__ import annotations

from collections.abc import Iterable

from joren.language import gettext as _
from joren.metrics.impossible import ImpossibleError

_PROMOTER = (
    9  # 9 and 10 recommend, 7 and 8 are passive, below 7 are detractors (Reichheld 2003, Harvard Business Review)
)
_DETRACTOR = 6
_SATISFIED = 4  # satisfied and very satisfied, of five steps


def nps(scores: Iterable[float]) -> float:
    """Net promoter score, −100 … +100: the percentage of promoters (9, 10) less that of detractors (0 … 6).

    `scores` are whole answers from 0 to 10. Raises `ImpossibleError` (a ValueError) for none, or one outside.

    >>> nps([10, 9, 8, 7, 6])
    20.0
    """
    answers = _checked(scores, 0, 10)
    promoters = sum(answer >= _PROMOTER for answer in answers)
    detractors = sum(answer <= _DETRACTOR for answer in answers)
    return 100 * (promoters - detractors) / len(answers)


def csat(scores: Iterable[float]) -> float:
    """Customer satisfaction, as a share: how many of the answers are satisfied (4) or very satisfied (5).

    `scores` are whole answers from 1 (very dissatisfied) to 5. Raises `ImpossibleError` (a ValueError) for none, or
    one outside.

    >>> csat([5, 4, 3, 1])
    0.5
    """
    answers = _checked(scores, 1, 5)
    return sum(answer >= _SATISFIED for answer in answers) / len(answers)


def _checked(scores: Iterable[float], low: int, high: int) -> list[float]:
    answers = list(scores)
    if not answers:
        raise ImpossibleError(_("There are no answers to count."))
    for answer in answers:
        if not (low <= answer <= high and answer == int(answer)):
            raise ImpossibleError(
                _("{answer} is no answer: whole numbers from {low} to {high} are.").format(
                    answer=answer, low=low, high=high
                )
            )
    return answers
