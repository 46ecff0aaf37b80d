from __future__ import annotations

from datetime import date

import pytest

from joren.report.contents import Unit
from joren.report.formatting import NONE, formatter


@pytest.mark.parametrize(
    ("currency", "language", "minor", "written"),
    [
        ("GBP", "en", 123_450, "£1,234.50"),
        ("GBP", "en", -5, "-£0.05"),
        ("JPY", "en", 1_235, "¥1,235"),
        ("JPY", "ja", 133_671_118_500, "￥133,671,118,500"),
        ("CNY", "zh", 123_450, "¥1,234.50"),
        ("KWD", "en", 1_234_567, "KWD 1,234.567"),
    ],
)
def test_money_has_the_decimals_of_its_currency(currency: str, language: str, minor: int, written: str) -> None:
    assert formatter(currency, language).money(minor) == written


@pytest.mark.parametrize(
    ("currency", "language", "minor", "written"),
    [
        ("GBP", "en", 99_949, "£999"),
        ("GBP", "en", 123_450, "£1.2K"),
        ("GBP", "en", 99_995_100, "£1M"),
        ("GBP", "en", -123_456_700, "-£1.2M"),
        ("JPY", "ja", 12_345, "￥1.2万"),
        ("JPY", "ja", 1_234_567, "￥123.5万"),
        ("CNY", "zh", 123_456_789_012_00, "¥1234.6亿"),
    ],
)
def test_short_money_steps_as_the_language_does(currency: str, language: str, minor: int, written: str) -> None:
    assert formatter(currency, language).money_short(minor) == written


def test_large_sums_lose_their_decimals_and_small_ones_keep_them() -> None:
    fmt = formatter("GBP", "en")
    assert [fmt.money_rounded(99_999), fmt.money_rounded(100_050)] == ["£999.99", "£1,000"]


def test_both_ends_of_an_interval_are_written_alike() -> None:
    assert formatter("GBP", "en").between(95_110, 107_644, Unit.MONEY) == "£951 to £1,076"


def test_shares_days_and_counts_follow_the_language() -> None:
    english, japanese, chinese = (formatter("JPY", language) for language in ("en", "ja", "zh"))
    assert [english.share(0.4615), english.share(0.4615, 0)] == ["46.2%", "46%"]
    assert [f.days(37.5) for f in (english, japanese, chinese)] == ["37.5 days", "37.5日", "37.5天"]
    assert [f.days(1) for f in (english, japanese, chinese)] == ["1 day", "1日", "1天"]
    assert [f.count_short(12_345) for f in (english, japanese, chinese)] == ["12.3K", "1.2万", "1.2万"]


def test_periods_are_named_by_the_language() -> None:
    day = date(2026, 12, 7)
    names = {
        language: [formatter("JPY", language).period(day, period) for period in ("week", "month", "quarter")]
        for language in ("en", "ja", "zh")
    }
    assert names == {
        "en": ["Dec 7, 2026", "Dec 2026", "Q4 2026"],
        "ja": ["2026/12/07", "2026年12月", "2026/Q4"],
        "zh": ["2026年12月7日", "2026年12月", "2026年第4季度"],
    }


def test_what_is_not_known_is_a_dash() -> None:
    fmt = formatter("GBP", "en")
    written = [fmt.money(None), fmt.money_short(None), fmt.share(None), fmt.days(None), fmt.count(None), fmt.day(None)]
    assert written == [NONE] * 6


def test_a_parameter_keeps_four_significant_digits() -> None:
    fmt = formatter("GBP", "en")
    assert [fmt.significant(x) for x in (0.24259, 11.669, 9582.43)] == ["0.2426", "11.67", "9,582"]
