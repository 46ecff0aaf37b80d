"""Reports that no orders were needed for: a rich shop, a yen shop with long names, a tiny one, an empty one."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pyarrow as pa

from joren.orders.table import Account, Counting, FileRead, LeftOut, Reason
from joren.periods import Period, shift
from joren.report.benchmarks import BENCHMARKS
from joren.report.contents import (
    About,
    CalibrationBin,
    CohortRow,
    CohortTable,
    Contents,
    Figure,
    FitCheck,
    Forecast,
    ModelFit,
    Movement,
    Point,
    RetentionGain,
    RfmCell,
    Segment,
    SegmentMember,
    Talk,
    Unit,
    ValueBand,
    Worth,
)

PEOPLE = pa.schema(
    {
        "customer_id": pa.string(),
        "name": pa.string(),
        "email": pa.string(),
        "orders": pa.int64(),
        "net": pa.int64(),
        "first_on": pa.date32(),
        "last_on": pa.date32(),
        "alive": pa.float64(),
        "expected_orders": pa.float64(),
        "expected_spend": pa.float64(),
    }
)

AS_OF = date(2026, 10, 31)

_JAPANESE = ("株式会社ながいなまえのおきゃくさま商店東京都千代田区丸の内本店", "山田 太郎", "佐々木 みどり", "髙橋 ﾊﾅｺ")
_ENGLISH = ("Ann Shaw", "Jonathan Featherstonehaugh-Cholmondeley", "", "Priya N.", "=HYPERLINK(“x”)")
_HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def rich(*, months: int = 36, weeks: int = 120, currency: str = "GBP", language: str = "en") -> Contents:
    """A shop of four thousand customers and three years, everything known."""
    dice = random.Random(7)
    scale = 150 if currency == "JPY" else 1
    names = _JAPANESE if currency == "JPY" else _ENGLISH
    first = shift(AS_OF, Period.MONTH, 1 - months)
    member = _members(dice, names, scale)
    return Contents(
        about=About(
            files=("orders-2024.csv", "orders-2025.csv", "注文_2026年.csv"),
            first_day=first,
            as_of=AS_OF,
            currency=currency,
            time_zone="Asia/Tokyo" if currency == "JPY" else "Europe/London",
            language=language,
            counting=Counting(shipping=True),
            orders=18_532,
            customers=4_338,
            guest_orders=1_412,
            revenue=8_911_407_90 * scale,
            refunded=611_342_19 * scale,
            made_with="Joren 0.1.0",
        ),
        figures=_figures(dice, scale),
        cohorts=(
            _cohorts(dice, Period.MONTH, months, scale),
            _cohorts(dice, Period.QUARTER, max(1, months // 3), scale),
            _cohorts(dice, Period.WEEK, weeks, scale),
        ),
        movements=_movements(dice, months, scale),
        rfm=tuple(
            RfmCell(r, f, round(30 + 14 * r * f * dice.random()), round(9000_00 * scale * r * f * dice.random()), 3.1)
            for r in range(1, 6)
            for f in range(1, 6)
        ),
        segments=_segments(member, scale),
        worth=_worth(dice, scale),
        gain=(
            RetentionGain("relative", 0.462, 0.4851, 365, 9120.4, 412.7, 4_391_220_00 * scale, 201_300_00 * scale),
            RetentionGain("points", 0.462, 0.512, 365, 9120.4, 893.2, 4_391_220_00 * scale, 436_800_00 * scale),
        ),
        talk_to=tuple(
            Talk(
                replace(m, probability_alive=0.31 + k / 50),
                0.72 + k / 60,
                (5200_00 - k * 260_00) * scale,
                "Bought every 24 days until August, and has been silent for 81." + (" " + _HOSTILE if k == 3 else ""),
            )
            for k, m in enumerate(member[:12])
        ),
        benchmarks=BENCHMARKS,
        account=_account(scale),
    )


def yen() -> Contents:
    """A shop in Tokyo, with long Japanese names and large sums."""
    return rich(currency="JPY", language="ja")


def tiny() -> Contents:
    """Forty customers in five months, none of them twice; no discounts, no model, no window before."""
    whole = rich(months=5, weeks=20)
    why = "No customer has bought twice yet."
    return replace(
        whole,
        about=replace(
            whole.about, orders=40, customers=40, guest_orders=0, revenue=1_904_20, refunded=0, window_days=30
        ),
        figures=(
            Figure("customers", Unit.COUNT, 40),
            Figure("orders", Unit.COUNT, 40),
            Figure("revenue", Unit.MONEY, 1_904_20),
            Figure("average_order_value", Unit.MONEY, 47_60.5),
            Figure("repeat_purchase_rate", Unit.SHARE, 0.0),
            Figure("days_between_orders", Unit.DAYS, None, why_none=why),
            Figure("retention_rate_formula", Unit.SHARE, None, why_none="The export has less than two windows."),
            Figure("retention_rate_sets", Unit.SHARE, None, why_none="The export has less than two windows."),
            Figure("retention_rate_model", Unit.SHARE, None, why_none=why),
            Figure("clv_model", Unit.MONEY, None, why_none=why),
        ),
        cohorts=tuple(replace(table, rows=tuple(_nobody_again(row) for row in table.rows)) for table in whole.cohorts),
        movements=tuple(
            replace(m, returning=0, reactivated=0, lapsed=0, revenue_returning=0, revenue_reactivated=0)
            for m in whole.movements
        ),
        rfm=(RfmCell(5, 1, 8, 400_00, 3.0), RfmCell(1, 1, 32, 1_504_20, 2.9)),
        segments=tuple(
            replace(s, size=0, share=0.0, revenue=0, revenue_share=0.0, members=())
            if s.key != "coupon_lovers"
            else replace(s, size=0, members=(), why_none="The export does not say which orders were discounted.")
            for s in whole.segments
        ),
        worth=Worth("no model", why, (), (), None, None, ()),
        gain=(),
        talk_to=(),
        account=Account(files=whole.account.files[:1], rows_read=40, rows_used=40),
    )


def one_order() -> Contents:
    """The smallest shop: one order."""
    small = tiny()
    day = AS_OF
    return replace(
        small,
        about=replace(small.about, first_day=day, orders=1, customers=1, revenue=19_99),
        figures=(
            Figure("customers", Unit.COUNT, 1),
            Figure("orders", Unit.COUNT, 1),
            Figure("revenue", Unit.MONEY, 19_99),
        ),
        cohorts=(CohortTable("month", (CohortRow(date(2026, 10, 1), 1, (1,), (1,), (19_99,), 0),)),),
        movements=(Movement(date(2026, 10, 1), 1, 0, 0, 0, 19_99, 0, 0, complete=False),),
        rfm=(RfmCell(5, 5, 1, 19_99, 5.0),),
        account=Account(files=small.account.files, rows_read=1, rows_used=1),
    )


def empty() -> Contents:
    """No order counted at all."""
    small = one_order()
    return replace(
        small,
        about=replace(small.about, orders=0, customers=0, revenue=0),
        figures=(),
        cohorts=(),
        movements=(),
        rfm=(),
        segments=(),
        benchmarks=(),
        account=Account(files=small.account.files, rows_read=1, left_out=(LeftOut(Reason.BAD_DATE, 1),)),
    )


def _nobody_again(row: CohortRow) -> CohortRow:
    nothing = (0,) * (len(row.customers) - 1)
    return replace(row, size=8, customers=(8, *nothing), orders=(8, *nothing), revenue=(380_84, *nothing))


def _members(dice: random.Random, names: tuple[str, ...], scale: int) -> tuple[SegmentMember, ...]:
    return tuple(
        SegmentMember(
            customer_id=str(12_346 + 7 * k) if k != 1 else _HOSTILE,
            name=(names[k % len(names)] or None) if k != 2 else _HOSTILE,
            email=f"customer.number.{k}@example-of-a-long-domain.co.uk" if k % 3 else None,
            orders=max(1, 40 - 2 * k),
            revenue=round((280_206_02 / (k + 1)) * scale),
            first_on=date(2024, 1 + k % 12, 3 + k % 20),
            last_on=date(2026, 1 + k % 10, 1 + k % 28),
            probability_alive=max(0.02, 0.98 - k * 0.04 - dice.random() / 20),
            expected_orders=max(0.1, 9.4 - k * 0.4),
            expected_spend=round(9_400_00 * scale / (k + 1)),
            orders_interval=(max(0, 6 - k), 14),
            spend_interval=(round(5_100_00 * scale / (k + 1)), round(14_000_00 * scale / (k + 1))),
        )
        for k in range(20)
    )


def _figures(dice: random.Random, scale: int) -> tuple[Figure, ...]:
    def trend(value: float) -> tuple[Point, ...]:
        first = shift(AS_OF, Period.MONTH, -12)
        return tuple(
            Point(shift(first, Period.MONTH, k), None if k == 2 else value * (0.86 + k / 80 + dice.random() / 12))
            for k in range(12)
        )

    def figure(key: str, unit: Unit, value: float, previous: float | None, **more: object) -> Figure:
        return Figure(key, unit, value, previous, trend=trend(value), **more)  # type: ignore[arg-type]

    return (
        figure("customers", Unit.COUNT, 2_611, 2_433),
        figure("new_customers", Unit.COUNT, 1_487, 1_522),
        figure("orders", Unit.COUNT, 9_014, 8_127),
        figure("revenue", Unit.MONEY, 4_011_208_33 * scale, 3_702_114_02 * scale),
        figure("average_order_value", Unit.MONEY, 444_99.3 * scale, 455_53.1 * scale),
        figure("purchase_frequency", Unit.NUMBER, 3.452, 3.34),
        figure("repeat_purchase_rate", Unit.SHARE, 0.6557, 0.648),
        figure("days_between_orders", Unit.DAYS, 31.0, 33.0, higher_is_better=False),
        figure("retention_rate_formula", Unit.SHARE, 0.524, 0.498),
        figure("retention_rate_sets", Unit.SHARE, 0.462, 0.471),
        figure("retention_rate_model", Unit.SHARE, 0.583, 0.571, low=0.561, high=0.604),
        figure("churn_rate", Unit.SHARE, 0.538, 0.529, higher_is_better=False),
        figure("customer_value", Unit.MONEY, 1_536_27 * scale, 1_521_62 * scale),
        figure("clv_formula", Unit.MONEY, 2_855_52 * scale, None),
        figure("clv_model", Unit.MONEY, 1_012_31 * scale, None, low=951_10 * scale, high=1_076_44 * scale),
    )


def _cohorts(dice: random.Random, period: Period, many: int, scale: int) -> CohortTable:
    rows = []
    for age in range(many, 0, -1):
        size = 60 + dice.randrange(90)
        kept = [1.0] + [max(0.0, 0.41 / (1 + k / 9) + dice.uniform(-0.06, 0.06)) for k in range(1, age)]
        customers = tuple(round(size * share) for share in kept)
        orders = tuple(round(n * dice.uniform(1, 1.6)) for n in customers)
        revenue = tuple(round(n * dice.uniform(300_00, 600_00)) * scale for n in orders)
        rows.append(CohortRow(shift(AS_OF, period, 1 - age), size, customers, orders, revenue, age - 1))
    return CohortTable(str(period), tuple(rows))  # type: ignore[arg-type]


def _movements(dice: random.Random, months: int, scale: int) -> tuple[Movement, ...]:
    return tuple(
        Movement(
            start=shift(AS_OF, Period.MONTH, k + 1 - months),
            new=(new := 90 + dice.randrange(80)),
            returning=(back := 180 + 6 * k + dice.randrange(70)),
            reactivated=(again := 20 + dice.randrange(30)),
            lapsed=70 + dice.randrange(60),
            revenue_new=new * 310_00 * scale,
            revenue_returning=back * 470_00 * scale,
            revenue_reactivated=again * 380_00 * scale,
            complete=k + 1 < months,
        )
        for k in range(months)
    )


def _segments(members: tuple[SegmentMember, ...], scale: int) -> tuple[Segment, ...]:
    sizes = {
        "high_spenders": (434, 0.62, "over £3,904.10 in 12 months"),
        "repeat": (2_845, 0.91, "two orders or more"),
        "one_time_high_aov": (746, 0.06, "one order, over £312.40"),
        "one_time_low_aov": (747, 0.03, "one order, £312.40 or less"),
        "coupon_lovers": (318, 0.05, "half of the orders or more with a discount"),
        "lapsing": (612, 0.11, None),
        "new": (201, 0.04, "first order since Aug 2, 2026"),
        "lost": (1_109, 0.08, None),
    }
    return tuple(
        Segment(key, size, size / 4338, round(8_911_407_90 * share) * scale, share, limits, members[:10], f"{key}.csv")
        for key, (size, share, limits) in sizes.items()
    )


def _worth(dice: random.Random, scale: int) -> Worth:
    forecasts = (
        Forecast(90, 2_311.4, 2_180.2, 2_449.0, 1_028_300_00 * scale, 960_100_00 * scale, 1_101_900_00 * scale),
        Forecast(365, 9_120.4, 8_610.7, 9_655.1, 4_391_220_00 * scale, 4_102_000_00 * scale, 4_700_100_00 * scale),
    )
    bins = tuple(
        CalibrationBin(300 - 20 * k, p, p * (0.9 + dice.random() / 4))
        for k, p in enumerate([0.1, 0.3, 0.5, 0.9, 1.4, 2.2, 3.6, 6.1])
    )
    check = FitCheck(date(2026, 2, 1), 272, bins, 5_020.1, 4_790.0, 5_260.0, 5_114, 7_402.0, 0.91, 1.38)
    models = tuple(
        ModelFit(name, params, {k: v / 20 for k, v in params.items()}, ll, aic, chosen)
        for name, params, ll, aic, chosen in (
            ("BG/NBD", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.43, 19172.86, True),
            ("MBG/NBD", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9592.6, 19193.2, False),
            ("Pareto/NBD", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9594.98, 19197.96, False),
            ("Gamma-Gamma", {"p": 6.25, "q": 3.744, "v": 15.447}, -4058.9, 8123.8, True),
        )
    )
    bands = (
        ValueBand("best 20%", 868, 3_558_800_00 * scale, 0.78),
        ValueBand("second 20%", 868, 616_280_00 * scale, 0.13),
        ValueBand("third 20%", 867, 270_504_00 * scale, 0.06),
        ValueBand("fourth 20%", 868, 105_896_00 * scale, 0.02),
        ValueBand("last 20%", 867, 35_547_00 * scale, 0.01),
    )
    why = "4,338 customers, 2,845 of whom bought more than once: enough to tell them apart."
    return Worth("personal", why, models, forecasts, check, 2_529.4, bands)


def _account(scale: int) -> Account:
    return Account(
        files=(
            FileRead("orders-2024.csv", "uci", "utf-8", ",", 301_220),
            FileRead("注文_2026年.csv", "plain", "cp932", ";", 240_689),
        ),
        rows_read=541_909,
        rows_used=401_604,
        left_out=(
            LeftOut(Reason.BAD_DATE, 12),
            LeftOut(Reason.CANCELLED, 9_288, 3_836, 896_812_49 * scale),
            LeftOut(Reason.NOTHING_PAID, 2_515, 71),
            LeftOut(Reason.SAME_ORDER, 128_490, 20_344),
        ),
        notes=("Dates were read day first, as in 31/10/2026: 4,120 could only be read so.", _HOSTILE),
    )


def rows_of(members: Iterable[SegmentMember]) -> pa.Table:
    """Members as the table of people that lists are written from."""
    people = [
        {
            "customer_id": member.customer_id,
            "name": member.name,
            "email": member.email,
            "orders": member.orders,
            "net": member.revenue,
            "first_on": member.first_on,
            "last_on": member.last_on,
            "alive": member.probability_alive,
            "expected_orders": member.expected_orders,
            "expected_spend": None if member.expected_spend is None else float(member.expected_spend),
        }
        for member in members
    ]
    return pa.Table.from_pylist(people, schema=PEOPLE)
