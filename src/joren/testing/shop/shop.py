"""A made shop with known truth: its history as calls, as request bodies or as tables, and what is true of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from joren.testing.shop.baskets import Baskets
from joren.testing.shop.calendar import DAY, Calendar
from joren.testing.shop.catalogue import Catalogue
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.effects import Effect, Effects
from joren.testing.shop.landing import Landing
from joren.testing.shop.people import Character, Flags, People
from joren.testing.shop.pieces import glue, listed
from joren.testing.shop.purchases import Purchases
from joren.testing.shop.settings import Settings
from joren.testing.shop.steps import Steps, Unfolding
from joren.testing.shop.truth import Truth
from joren.testing.shop.visits import NEVER, Habits, Plan, Purpose, Visits
from joren.testing.shop.wording import Wording
from joren.testing.shop.words import LANGUAGES

#: Rows of the plan that are unfolded at once: some 45,000 events. Any number gives the same history.
_AT_ONCE = 8_000


class Shop:
    """The shop of some settings, such as `Shop(seed=1, customers=2000, days=730, currency="JPY")`.

    The fields of `Settings` are the arguments. Everything follows from them: the same shop has the same history, byte
    for byte, however it is asked for. Nothing is made before it is needed.
    """

    def __init__(self, settings: Settings | None = None, **changes: Any) -> None:
        self.settings = replace(settings or Settings(), **changes)
        self.draws = Draws(self.settings.seed)
        self.people = People(self.settings, self.draws)
        self.calendar = Calendar(self.settings)
        self.catalogue = Catalogue(self.draws, self.settings.products, self.settings.currency, self.settings.days)
        self.purchases = Purchases(self.settings, self.draws)
        self.habits = Habits(self.draws, self.people)
        self.baskets = Baskets(self.draws, self.people, self.catalogue, self.calendar)
        self.unfolding = Unfolding(self.draws, self.people, self.baskets, self.habits)

    @cached_property
    def landing(self) -> Landing:
        """Turns steps into calls or rows."""
        languages: Mapping[str, float] = self.settings.languages
        main = LANGUAGES.index(max(languages, key=lambda tag: languages[tag]))
        wording = Wording(
            draws=self.draws,
            people=self.people,
            catalogue=self.catalogue,
            calendar=self.calendar,
            baskets=self.baskets,
            habits=self.habits,
            main_language=main,
        )
        return Landing(wording, self.settings.seed)

    @cached_property
    def truth(self) -> Truth:
        """What is true of the people, goods, orders and carts, as tables."""
        return Truth(self)

    def effect_of_message(self, person: Ints, kind: str, at: datetime) -> Effect:
        """How likely these people are to order within the message's days, with and without it.

        `kind` is one of `joren.testing.shop.effects.MESSAGES`. Raises `ValueError` for another.
        """
        return self._effects.of_message(person, kind, at, self._left(person))

    def orders_after_message(self, person: Ints, kind: str, at: datetime, treated: Flags) -> Flags:
        """Who of these people orders within the message's days, when those who are `treated` get it."""
        return self._effects.orders(person, kind, at, self._left(person), treated)

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.draws, self.people, self.purchases, self.calendar)

    def _left(self, person: Ints) -> Floats:
        """When each left in shop time; infinity for who stays or never bought."""
        left, buys = np.full(len(person), np.inf), self.people.character(person) == Character.BUYER
        left[buys] = self.truth.left(person[buys])
        return left

    @property
    def end(self) -> datetime:
        """The moment at which the history ends."""
        return self.settings.end

    @cached_property
    def _end(self) -> int:
        return microseconds(self.settings.end)

    @cached_property
    def _planned(self) -> tuple[Visits, Ints]:
        plan = Plan(
            people=self.people,
            purchases=self.purchases,
            baskets=self.baskets,
            habits=self.habits,
            calendar=self.calendar,
            draws=self.draws,
        )
        return plan.of_people(self.settings.customers, self._end)

    @property
    def visits(self) -> Visits:
        """The plan of the history: all visits of people and what became of orders, in order of time."""
        return self._planned[0]

    @property
    def known_since(self) -> Ints:
        """Since when the shop knows who each person is (microseconds since 1970); `NEVER` for who never said."""
        return self._planned[1]

    @cached_property
    def goods(self) -> Visits:
        """What happened to the goods: offered at the start, dearer or cheaper later, sold out and back."""
        number, start = np.arange(self.catalogue.count), microseconds(self.settings.start)
        changes = np.flatnonzero(self.catalogue.changes_on < self.settings.days)
        parts = [
            Visits.of(number, number * 0, Purpose.PRICED, number * 0 + start),
            Visits.of(changes, changes * 0 + 1, Purpose.PRICED, self._morning(self.catalogue.changes_on[changes])),
        ]
        for version, day in enumerate(self.catalogue.sold_out.T):
            which = np.flatnonzero(day < self.settings.days)
            parts.append(Visits.of(which, which * 0 + version, Purpose.RESTOCKED, self._morning(day[which])))
        rows = Visits.joined(parts)
        rows = rows.take(np.lexsort((rows.purpose, rows.visit, rows.person, rows.start)))
        return rows.take((rows.start < self._end) & (rows.start >= start))

    def _morning(self, day: Ints) -> Ints:
        """Midnight, UTC, of days: when new prices and deliveries are entered."""
        return self.calendar.origin + day * DAY

    # The history.

    def steps(self, at_once: int = _AT_ONCE) -> Iterator[Steps]:
        """The history's events as numbers, in order of time, in parts of about five times `at_once`."""
        held: list[Steps] = []
        for visits, until in self._parts(at_once):
            held.append(self.unfolding.steps(visits))
            steps = Steps.joined(held)
            ripe = steps.time < until
            held = [steps.take(~ripe)]
            yield steps.take(ripe & (steps.time < self._end)).in_order()

    def _parts(self, at_once: int) -> Iterator[tuple[Visits, int]]:
        """Rows of the plan, with the moment before which nothing else will happen."""
        plan, goods = self.visits, self.goods
        until = int(plan.start[0]) if len(plan) else self._end
        done = int(np.searchsorted(goods.start, until))
        yield goods.take(slice(0, done)), until
        for first in range(0, len(plan), at_once):
            last = first + at_once
            until = int(plan.start[last]) if last < len(plan) else NEVER
            also = int(np.searchsorted(goods.start, until))
            yield Visits.joined([plan.take(slice(first, last)), goods.take(slice(done, also))]), until // 1000 * 1000
            done = also

    def calls(self) -> Iterator[dict[str, Any]]:
        """The history as calls of the Segment specification, in order of time, with message ids of their own."""
        for steps in self.steps():
            for text in self.landing.calls(steps).to_pylist():
                yield json.loads(text)

    def segment_batches(self, size: int = 100) -> Iterator[bytes]:
        """The history as bodies of `POST /v1/batch` with up to `size` calls each, as bytes of JSON."""
        waiting = pa.array([], pa.string())
        for steps in self.steps():
            texts = pa.concat_arrays([waiting, self.landing.calls(steps)])
            whole = len(texts) // size * size
            yield from _bodies(texts[:whole], size)
            waiting = texts[whole:]
        yield from _bodies(waiting, size)

    def tables(self, *, write_key: str = "demo") -> Iterator[pa.Table]:
        """The history as rows of the lake's table of events, in order of time, in Arrow tables of some 45,000.

        A row is what its call lands as, had it been sent alone at its moment. Needs the server extra.
        """
        from joren.lake.columns import EVENTS  # noqa: PLC0415  (the lake's library is in an extra)

        first = 1
        for steps in self.steps():
            if len(steps):
                yield self.landing.rows(steps, first, EVENTS, write_key)
                first += len(steps)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def _bodies(texts: Any, size: int) -> Iterator[bytes]:
    if not len(texts):
        return
    begins = np.append(np.arange(0, len(texts), size), len(texts))
    bodies = glue('{"batch":', listed(texts, begins), "}")
    for body in bodies.cast(pa.binary()):
        yield body.as_py()
