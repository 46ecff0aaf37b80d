"""Numbers, money and days as a reader of the language writes them.

Babel knows how; this remembers what it said, since a report writes some ten thousand cells.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
    get_group_symbol,
)
from babel.units import format_unit

from joren.language import babel_locale, current
from joren.language import gettext as _
from joren.money import NO_CURRENCY, exponent, minor_units
from joren.periods import Period
from joren.report.compact import Compact
from joren.report.contents import Figure, Unit

#: What stands where there is no value.
NONE = "–"

_REMEMBERED = 16_384

#: Languages that count in ten thousands (万): there, what is below one is short as it is.
_IN_TEN_THOUSANDS = {"ja", "zh"}


class Formatter:
    """Writes the values of a report in one language and one currency. Get one from `formatter`."""

    def __init__(self, currency: str, language: str) -> None:
        self.currency = currency
        self.language = language
        self._locale = Locale.parse(babel_locale(language))
        self._to_locale = str.maketrans(
            {",": get_group_symbol(self._locale), ".": get_decimal_symbol(self._locale)},
        )
        # Each writer remembers its own answers; bound here, so that they live as long as this object.
        remember = lru_cache(maxsize=_REMEMBERED)
        self.money_short = remember(self._money_short)
        self.count_short = remember(self._count_short)
        self.share = remember(self._share)
        self.days = remember(self._days)
        self.day = remember(self._day)
        self.period = remember(self._period)

    @cached_property
    def _money_affixes(self) -> tuple[str, str, str, str]:
        """What stands before and after the digits of a positive and of a negative amount."""
        digits = exponent(self.currency)
        one = f"{1:.{digits}f}".translate(self._to_locale)
        before, _nothing, after = self._apart(format_currency(1, self.currency, locale=self._locale)).partition(one)
        minus = self._apart(format_currency(-1, self.currency, locale=self._locale))
        minus_before, _nothing, minus_after = minus.partition(one)
        return before, after, minus_before, minus_after

    def _apart(self, money: str) -> str:
        """A code that ends in a letter stands apart from its number: KWD 1.000."""
        if self.currency == NO_CURRENCY:
            return _said(money.replace(NO_CURRENCY, "").replace("¤", "")).strip()
        return re.sub(r"(?<=[A-Za-z])(?=\d)", " ", _said(money))

    @cached_property
    def _compact_money(self) -> Compact:
        def write(n: int) -> str:
            return self._apart(format_compact_currency(n, self.currency, locale=self._locale))

        return Compact(write, get_decimal_symbol(self._locale))

    @cached_property
    def _compact_number(self) -> Compact:
        return Compact(
            lambda n: _said(format_compact_decimal(n, locale=self._locale)), get_decimal_symbol(self._locale)
        )

    def money(self, minor: float | None) -> str:
        """An amount in minor units, exact to the minor unit: £1,234.50, ¥1,235."""
        if minor is None:
            return NONE
        before, after, minus_before, minus_after = self._money_affixes
        digits = exponent(self.currency)
        number = f"{abs(round(minor)) / 10**digits:,.{digits}f}".translate(self._to_locale)
        return f"{minus_before}{number}{minus_after}" if round(minor) < 0 else f"{before}{number}{after}"

    def money_rounded(self, minor: float | None) -> str:
        """An amount in minor units; from a thousand on without the decimals, which say nothing there: £8,911,408."""
        if minor is None:
            return NONE
        return self.money_whole(minor) if abs(minor) >= 1000 * minor_units(self.currency) else self.money(minor)

    def money_whole(self, minor: float | None) -> str:
        """An amount in minor units, to the nearest major unit: £444."""
        return NONE if minor is None else self._money_whole(minor / minor_units(self.currency))

    def _money_short(self, minor: float | None) -> str:
        """An amount in minor units as short as it can be read: £1.2M, ¥1.2万."""
        if minor is None:
            return NONE
        major = minor / minor_units(self.currency)
        if abs(major) < (10_000 if self._locale.language in _IN_TEN_THOUSANDS else 1_000):
            return self._money_whole(major)
        return ("-" if major < 0 else "") + self._compact_money(abs(major))

    def _money_whole(self, major: float) -> str:
        before, after, minus_before, minus_after = self._money_affixes
        whole = round(major)
        number = f"{abs(whole):,}".translate(self._to_locale)
        return f"{minus_before}{number}{minus_after}" if whole < 0 else f"{before}{number}{after}"

    def count(self, n: float | None) -> str:
        """A whole number: 4,338."""
        return NONE if n is None else f"{round(n):,}".translate(self._to_locale)

    def _count_short(self, n: float | None) -> str:
        """A whole number as short as it can be read: 4.3K, 1.2万."""
        if n is None:
            return NONE
        if abs(n) < 10_000:
            return self.count(n)
        return ("-" if n < 0 else "") + self._compact_number(abs(n))

    def number(self, x: float | None, digits: int = 1) -> str:
        """A number with `digits` decimals: 3.4."""
        return NONE if x is None else f"{x:,.{digits}f}".translate(self._to_locale)

    def significant(self, x: float | None) -> str:
        """A model's parameter with four significant digits: 0.2426, 9,582."""
        if x is None:
            return NONE
        return f"{x:,.4g}".translate(self._to_locale) if 1e-4 <= abs(x) < 1e4 else _said(f"{x:,.3g}")

    def _share(self, x: float | None, digits: int = 1) -> str:
        """A share between 0 and 1 in per cent: 46.2%."""
        if x is None:
            return NONE
        pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
        return _said(format_percent(x, format=pattern, locale=self._locale))

    def points(self, x: float) -> str:
        """A difference of two shares in percentage points, with its sign: +2.1."""
        return self.signed(x * 100, 1)

    def signed(self, x: float, digits: int = 1) -> str:
        """A number with its sign: +2.1, −0.4, 0.0."""
        rounded = round(x, digits)
        sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
        return sign + self.number(abs(rounded), digits)

    def _days(self, n: float | None) -> str:
        """A span of days: 37.5 days, 37.5日."""
        if n is None:
            return NONE
        rounded = round(n, 1) if n < 100 else round(n)
        text = _said(format_unit(rounded, "duration-day", length="short", locale=self._locale))
        return text.replace(" ", "") if self.language == "ja" else text  # 29日: a line would break at the space

    def _day(self, day: date | None) -> str:
        """A calendar day: Dec 9, 2011; 2011年12月9日."""
        return NONE if day is None else _said(format_date(day, "medium", locale=self._locale))

    def _period(self, start: date, period: str) -> str:
        """A calendar period by its first day: Dec 2011, Q4 2011; a week is the day on which it begins."""
        match period:
            case Period.MONTH:
                return _said(format_skeleton("yMMM", start, locale=self._locale))
            case Period.QUARTER:
                return _said(format_skeleton("yQQQ", start, locale=self._locale))
            case Period.YEAR:
                return _said(format_skeleton("y", start, locale=self._locale))
        return self.day(start)

    def window(self, end: date, days: int) -> str:
        """The window of `days` that ends on `end`, from its first to its last day."""
        return f"{self.day(end - timedelta(days=days - 1))} – {self.day(end)}"

    def value(self, x: float | None, unit: Unit) -> str:
        """A value as its unit is written."""
        match unit:
            case Unit.SHARE:
                return self.share(x)
            case Unit.MONEY:
                return self.money(x)
            case Unit.DAYS:
                return self.days(x)
            case Unit.COUNT:
                return self.count(x)
        return self.number(x, 2)

    def value_rounded(self, x: float | None, unit: Unit) -> str:
        """A value without decimals that say nothing."""
        return self.money_rounded(x) if unit == Unit.MONEY else self.value(x, unit)

    def between(self, low: float | None, high: float | None, unit: Unit) -> str:
        """An interval, both ends written alike."""
        if unit == Unit.MONEY and max(abs(low or 0), abs(high or 0)) >= 1000 * minor_units(self.currency):
            return _("{low} to {high}").format(low=self.money_whole(low), high=self.money_whole(high))
        return _("{low} to {high}").format(low=self.value(low, unit), high=self.value(high, unit))

    def between_short(self, low: float | None, high: float | None, unit: Unit) -> str:
        """An interval as short as it can be read."""
        return _("{low} to {high}").format(low=self.value_short(low, unit), high=self.value_short(high, unit))

    def value_short(self, x: float | None, unit: Unit) -> str:
        """A value as short as it can be read, for an axis, a tile or a small cell."""
        match unit:
            case Unit.MONEY:
                return self.money_short(x)
            case Unit.COUNT:
                return self.count_short(x)
        return self.value(x, unit)

    def figure(self, figure: Figure) -> str:
        """A figure's value."""
        return self.value(figure.value, figure.unit)

    def decimal(self, x: float) -> str:
        """A number with as many decimals as it has, three at most."""
        return _said(format_decimal(x, locale=self._locale))


@lru_cache(maxsize=16)
def _of(currency: str, language: str) -> Formatter:
    return Formatter(currency, language)


def formatter(currency: str, language: str | None = None) -> Formatter:
    """The formatter of a currency (ISO 4217) and a language (default: the current one)."""
    return _of(currency, language or current())


def _said(text: str) -> str:
    # Babel sets narrow and non-breaking spaces, which are right on a page and wrong in a table of fixed columns;
    # none of our languages needs them.
    return text.replace("\u202f", " ").replace("\xa0", " ")
