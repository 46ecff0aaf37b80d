"""Reports with visits that no events were needed for: every part of the section, and an address somebody forged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from joren.journeys import STATES, DropOff, JourneyMap, Step, Transition
from joren.metrics import CartFigures, ChannelFigures, Funnel, FunnelStep, LandingPage
from joren.report.contents import Contents, Figure, SegmentJourney, Unit, Visits
from joren.visits import EventAccount
from joren.visits.origins import CHANNELS
from tests.unit.report.made_contents import AS_OF, rich, yen

FORGED = "/<script>alert(1)</script>"


def visited() -> Contents:
    """The rich shop, with what its visitors did."""
    return replace(rich(), visits=_visits(120_000))


def visited_yen() -> Contents:
    """The shop in Tokyo, with what its visitors did."""
    return replace(yen(), visits=_visits(4_300_000))


def barely_visited() -> Contents:
    """One visit, of which nothing is known but that it was."""
    whole = _visits(1)
    few = JourneyMap(1, 1, 0, (Transition("landing", "leave", 1, 1, 1.0, None),), (Step(0, "landing", "leave", 1),), ())
    none = Figure("cart_abandonment_rate", Unit.SHARE, None, why_none="The events tell of none.")
    bare = replace(
        whole, figures=(Figure("sessions", Unit.COUNT, 1), none), funnels=(), landing=(), journey=few, segments=()
    )
    return replace(rich(), visits=replace(bare, carts=CartFigures(AS_OF, AS_OF, 0, 0, 0, 0, 0)))


def _visits(cart_value: int) -> Visits:
    journey = _journey(cart_value)
    return Visits(
        files=("events.parquet",),
        first_day=date(2026, 5, 1),
        since=date(2026, 8, 3),
        until=AS_OF,
        figures=(
            Figure("sessions", Unit.COUNT, 84_410, 81_200),
            Figure("visitors", Unit.COUNT, 57_320, 58_350),
            Figure("bounce_rate", Unit.SHARE, 0.441, 0.45, higher_is_better=False),
            Figure("session_conversion", Unit.SHARE, 0.025, 0.028),
            Figure("visitor_conversion", Unit.SHARE, 0.036, 0.041),
            Figure("cart_abandonment_rate", Unit.SHARE, 0.733, 0.689, higher_is_better=False),
        ),
        funnels=tuple(_funnel(within) for within in ("visit", 1, 7, 30)),  # type: ignore[arg-type]
        landing=(
            LandingPage("/", 36_400, 30_000, 14_900, 1_020, busy=True, leaky=False, excess=-1150.4),
            LandingPage(
                "/blog/" + "a-very-long-address-" * 4, 5_850, 5_800, 4_620, 41, True, leaky=True, excess=2042.0
            ),
            LandingPage(FORGED, 900, 900, 400, 20, busy=True, leaky=False, excess=3.1),
            LandingPage("", 40, 40, 20, 1, busy=False, leaky=False, excess=2.4),
        ),
        channels=tuple(
            ChannelFigures(name, 27_920 - 3_000 * at, 9_000, 700, 9_430, 310, 510 - 60 * at, cart_value * (9 - at))
            for at, name in enumerate(CHANNELS)
        ),
        carts=CartFigures(date(2026, 8, 3), AS_OF, 1_950, 5_360, 12, cart_value * 50, 5_000),
        journey=journey,
        segments=(SegmentJourney("newcomers", journey), SegmentJourney("customers", _journey(cart_value))),
        account=EventAccount(443_313, 440_000, 3_000, 13, 200, 100),
    )


def _funnel(within: str) -> Funnel:
    counts = (30_840, 7_700, 3_520, 2_090)
    names = ("product", "cart", "checkout", "order")
    before = (counts[0], *counts)
    return Funnel(
        within,  # type: ignore[arg-type]
        tuple(
            FunnelStep(name, count, count / counts[0], count / earlier, earlier - count)
            for name, count, earlier in zip(names, counts, before, strict=False)
        ),
    )


def _journey(cart_value: int) -> JourneyMap:
    going = [state for state in STATES if state not in {"order", "leave"}]
    steps = [
        Step(number, origin, to, 40 * (at + 1) * (8 - number))
        for number in range(5)
        for at, origin in enumerate(going if number else ["landing"])
        for to in (("order", "leave") if number == 4 else ("listing", "product", "payment_failed", "order", "leave"))
    ]
    moves = [
        Transition(origin, to, 900 - 10 * at, 800 - 10 * at, 0.5, None if to == "leave" else 40.0 * (at + 1) ** 2)
        for at, origin in enumerate(going)
        for to in ("product", "leave")
        if origin != to
    ]
    drops = [
        DropOff(state, 900 - at, 800 - at, 0.46, 400, cart_value if at > 3 else 0) for at, state in enumerate(going)
    ]
    return JourneyMap(9_000, 16_400, 397, tuple(moves), tuple(steps), tuple(drops))
