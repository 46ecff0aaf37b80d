"""Who is in which segment: each boundary from both sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from joren.engine import Engine, connect
from joren.errors import InputError
from joren.segments import SEGMENTS, Segmentation, SegmentRules, segment
from joren.segments.advice import ADVICE, PLAYS
from joren.segments.words import BOUNDARIES, DEFINITIONS, NAMES
from tests.naive import chance_books
from tests.shop import Sale, shop

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


def ago(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def members(sales: list[Sale], engine: Engine, rules: SegmentRules | None = None) -> dict[str, list[str]]:
    made = segment(shop(sales, as_of=AS_OF.isoformat(), engine=engine), rules)
    return {found.key: sorted(of(made, found.key, engine)) for found in made.segments}


def of(made: Segmentation, key: str, engine: Engine) -> list[str]:
    ids: list[str] = engine.run(made.members(key))["customer_id"].to_pylist()
    return ids


def test_one_time_buyers_are_low_below_the_median_first_order_and_high_at_it(engine: Engine):
    found = members(
        [
            ("ann", ago(5), 100),
            ("bob", ago(5), 200),
            ("cho", ago(5), 300),
            ("dee", ago(9), 50),
            ("dee", ago(5), 50),
            ("eve", ago(5), 900),
        ],
        engine,
    )
    assert found["one_time_low_aov"] == ["ann"]  # the median of 50, 100, 200, 300, 900 is 200
    assert found["one_time_high_aov"] == ["bob", "cho", "eve"]
    assert found["repeat"] == ["dee"]


def test_two_orders_on_one_day_make_a_repeat_buyer(engine: Engine):
    assert members([("ann", ago(5), 100), ("ann", ago(5), 100)], engine)["repeat"] == ["ann"]


def test_high_spenders_are_the_top_tenth_by_net_revenue_of_a_year(engine: Engine):
    sales: list[Sale] = [(f"c{number:02d}", ago(100), 100 * number) for number in range(1, 12)]
    sales += [("old", ago(365), 999_999), ("last", ago(364), 1_100)]
    # 1100 twice, 1000, … 100: the 90 % quantile of twelve lies at place 9.9, between 1000 and 1100
    assert members(sales, engine)["high_spenders"] == ["c11", "last"]


def test_refunds_take_a_high_spender_out(engine: Engine):
    sales = [("ann", ago(10), 1000), ("bob", ago(10), 500)]
    made = segment(shop(sales, refunds=[("ann", ago(5), 900)], as_of=AS_OF.isoformat(), engine=engine))
    assert of(made, "high_spenders", engine) == ["bob"]


def test_coupon_lovers_had_a_discount_on_half_their_orders(engine: Engine):
    found = members(
        [
            ("ann", ago(9), 100, 10),
            ("ann", ago(5), 100, 0),
            ("bob", ago(9), 100, 10),
            ("bob", ago(7), 100, 0),
            ("bob", ago(5), 100, 0),
            ("cho", ago(5), 100, 10),
            ("cho", ago(5), 100, None),  # says nothing
            ("dee", ago(5), 100, None),
        ],
        engine,
    )
    assert found["coupon_lovers"] == ["ann", "cho"]


def test_without_discounts_in_the_export_nobody_is_said_to_love_coupons(engine: Engine):
    made = segment(shop([("ann", "2026-01-01", 100)], engine=engine))
    (found,) = [found for found in made.segments if found.key == "coupon_lovers"]
    assert (found.size, found.why_none) == (0, "The export does not say which orders had a discount.")


def test_new_customers_ordered_first_within_30_days(engine: Engine):
    found = members([("ann", ago(29), 1), ("bob", ago(30), 1), ("cho", ago(40), 1), ("cho", ago(1), 1)], engine)
    assert found["new"] == ["ann"]


@pytest.mark.parametrize(
    ("silent", "segments"),
    [(60, []), (61, ["lapsing"]), (160, ["lapsing"]), (161, ["lost"])],
)
def test_lapsing_begins_after_one_and_a_half_own_gaps_and_ends_after_four(
    engine: Engine, silent: int, segments: list[str]
):
    # gaps of 40 days
    found = members([("ann", ago(silent + 80), 1), ("ann", ago(silent + 40), 1), ("ann", ago(silent), 1)], engine)
    assert [key for key in ("lapsing", "lost") if found[key]] == segments


@pytest.mark.parametrize(
    ("silent", "segments"),
    [(3, []), (4, ["lapsing"]), (90, ["lapsing"]), (91, ["lost"])],
)
def test_nobody_is_lost_before_90_days_of_silence(engine: Engine, silent: int, segments: list[str]):
    found = members([("ann", ago(silent + 2), 1), ("ann", ago(silent), 1)], engine)
    assert [key for key in ("lapsing", "lost") if found[key]] == segments


@pytest.mark.parametrize(("silent", "lost"), [(365, []), (366, ["ann"])])
def test_one_time_buyers_are_lost_after_a_year_and_never_lapsing(engine: Engine, silent: int, lost: list[str]):
    found = members([("ann", ago(silent), 1)], engine)
    assert (found["lost"], found["lapsing"]) == (lost, [])


def test_every_limit_can_be_changed(engine: Engine):
    sales: list[Sale] = [("ann", ago(50), 100), ("ann", ago(40), 100), ("bob", ago(50), 300), ("cho", ago(50), 200)]
    rules = SegmentRules(low_order_quantile=1.0, high_spender_share=1.0, new_days=60, lapsing_gaps=5, lost_gaps=6)
    found = members(sales, engine, rules)
    assert found["one_time_low_aov"] == ["cho"]
    assert found["high_spenders"] == ["ann", "bob", "cho"]
    assert found["new"] == ["ann", "bob", "cho"]
    assert found["lapsing"] == []
    assert members(sales, engine)["lapsing"] == ["ann"]


@pytest.mark.parametrize("rules", [{"coupon_share": 1.5}, {"high_spender_share": -0.1}, {"new_days": 0}])
def test_limits_that_cannot_be_are_refused_in_words(rules: dict[str, float]):
    with pytest.raises(InputError, match=r"(give a number from 0 to 1|has to be more than 0)\."):
        SegmentRules(**rules)  # type: ignore[arg-type]


def test_sizes_and_revenue_are_those_of_the_members(engine: Engine):
    made = segment(chance_books(7).open(engine=engine))
    for found in made.segments:
        rows = engine.run(made.members(found.key))
        assert found.size == len(rows)
        assert found.revenue == sum(rows["net"].to_pylist())
    assert made.customers == sum(cell.customers for cell in made.rfm)
    assert made.revenue == sum(cell.revenue for cell in made.rfm)


def test_an_unknown_segment_is_a_key_error(engine: Engine):
    with pytest.raises(KeyError):
        segment(shop([("ann", "2026-01-01", 1)], engine=engine)).members("nobody")


def test_a_shop_of_guests_has_segments_of_nobody_and_says_why(engine: Engine):
    made = segment(shop([(None, "2026-01-01", 1)], engine=engine))
    assert made.customers == 0
    assert made.rfm == ()
    assert [found.size for found in made.segments] == [0] * len(SEGMENTS)
    assert all(found.why_none for found in made.segments)


def test_every_segment_has_its_words_and_three_to_five_plays():
    keys = {named.key for named in SEGMENTS}
    assert set(NAMES) == set(DEFINITIONS) == set(ADVICE) == set(PLAYS) == keys
    assert set(BOUNDARIES) <= keys
    assert all(3 <= len(plays) <= 5 for plays in PLAYS.values())
    texts = [
        *NAMES.values(),
        *DEFINITIONS.values(),
        *ADVICE.values(),
        *(play for plays in PLAYS.values() for play in plays),
    ]
    assert len(texts) == len(set(texts))


def test_a_boundary_is_told_with_numbers_that_the_segment_has(engine: Engine):
    made = segment(chance_books(7).open(engine=engine))
    for found in made.segments:
        if found.key in BOUNDARIES:
            assert BOUNDARIES[found.key].format(**found.limits)
