"""Dates as shops write them.

A column is mostly written in one way. That way is found in a sample and read by one fast pattern; a cell which does
not fit goes through `joren_moment`, which knows all forms. `1/2/2024` is read by the order that the column shows
(any number over 12 settles it), and a cell that only one order can read is read by that one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WIDE = "０１２３４５６７８９／：．－＋　年月日時时分秒"
_NARROW = "0123456789/:.-+ -- ::: "  # 年 and 月 end a part of the date, 日 the date, 時 and 分 a part of the time

_ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$"
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %I:%M:%S%p", " %I:%M%p")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%y", "%d-%b-%Y")


def _patterns(*dates: str) -> str:
    return "[" + ", ".join(f"'{day}{time}'" for day in dates for time in _TIMES) + "]"


# The time of day is cut off its fraction, so that one list of patterns is enough.
DATE_MACROS = (
    f"""CREATE OR REPLACE TEMP MACRO joren_date_text(raw) AS
        regexp_replace(regexp_replace(regexp_replace(rtrim(trim(regexp_replace(
            translate(raw, '{_WIDE}', '{_NARROW}'), '\\s+', ' ', 'g')), ':'),
            '^[A-Za-z]{{3,9}}, ', ''),
            '^(\\d{{1,4}})[/.-](\\d{{1,2}})[/.-](\\d{{1,4}})\\.?(?:$|[T ]+)', '\\1-\\2-\\3 '),
            '(:\\d{{2}})[.,]\\d+', '\\1')""",
    f"""CREATE OR REPLACE TEMP MACRO joren_has_zone(raw) AS
        regexp_matches(joren_date_text(raw), '\\d:\\d{{2}}(:\\d{{2}})?{_ZONE}|^(\\d{{10}}|\\d{{13}})$')""",
    # Minutes east of Greenwich.
    """CREATE OR REPLACE TEMP MACRO joren_offset(zone) AS
        CASE WHEN zone IS NULL OR zone = '' OR zone SIMILAR TO 'Z|UTC|GMT' THEN 0
             ELSE (CASE WHEN zone[1] = '-' THEN -1 ELSE 1 END)
                * (60 * zone[2:3]::INTEGER + coalesce(nullif(zone[-2:], zone[2:3])::INTEGER, 0)) END""",
    f"""CREATE OR REPLACE TEMP MACRO joren_written(body, day_first) AS
        CASE WHEN regexp_matches(body, '^\\d{{4}}-') THEN try_strptime(body, {_patterns("%Y-%m-%d")})
             WHEN regexp_matches(body, '^\\d{{1,2}}-\\d') AND day_first
                THEN try_strptime(body, {_patterns("%d-%m-%y", "%d-%m-%Y", "%m-%d-%y", "%m-%d-%Y")})
             WHEN regexp_matches(body, '^\\d{{1,2}}-\\d')
                THEN try_strptime(body, {_patterns("%m-%d-%y", "%m-%d-%Y", "%d-%m-%y", "%d-%m-%Y")})
             WHEN regexp_matches(body, '[A-Za-z]{{3}}.*\\d') THEN try_strptime(body, {_patterns(*_NAMED)}) END""",
    # 10 digits are Unix seconds, 13 Unix milliseconds, 8 a day, 14 a day and a time, 5 a spreadsheet's day number.
    f"""CREATE OR REPLACE TEMP MACRO joren_moment_of(body, day_first) AS
        CASE WHEN regexp_matches(body, '^\\d{{8}}$') THEN try_strptime(body, '%Y%m%d')
             WHEN regexp_matches(body, '^\\d{{10}}$') THEN TIMESTAMP '1970-01-01' + to_seconds(body::BIGINT)
             WHEN regexp_matches(body, '^\\d{{13}}$') THEN TIMESTAMP '1970-01-01' + to_milliseconds(body::BIGINT)
             WHEN regexp_matches(body, '^\\d{{14}}$') THEN try_strptime(body, '%Y%m%d%H%M%S')
             WHEN regexp_matches(body, '^\\d{{5}}(\\.\\d+)?$')
                THEN TIMESTAMP '1899-12-30' + to_seconds(round(body::DOUBLE * 86400)::BIGINT)
             WHEN regexp_matches(body, '\\d:\\d{{2}}(:\\d{{2}})?{_ZONE}')
                THEN joren_written(trim(regexp_replace(body, '{_ZONE}', '')), day_first)
                   - to_minutes(joren_offset(regexp_extract(body, '{_ZONE}', 1)))
             ELSE joren_written(body, day_first) END""",
    """CREATE OR REPLACE TEMP MACRO joren_moment(raw, day_first) AS
        joren_moment_of(trim(joren_date_text(raw)), day_first)""",
)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How a column writes its dates. `pattern` is the fast one, or None where there is none."""

    pattern: str | None = None
    aware: bool = False  # the pattern's moments are in UTC
    day_first: bool = False
    settled: bool = True  # False: nothing in the sample shows whether the day or the month comes first
    mixed: bool = False  # some cells can only be day-first, others only month-first
    uniform: bool = False  # all cells looked at are written by the pattern

    @property
    def plain(self) -> bool:
        """Whether the pattern alone reads the column, in the shop's time."""
        return self.uniform and not self.aware and not self.mixed


_DATE_SHAPES: tuple[tuple[str, str | None], ...] = (
    (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", "%Y.%m.%d"),
    (r"\d{8}", "%Y%m%d"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "{}/{}/%Y"),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "{}.{}.%Y"),
    (r"\d{1,2}-\d{1,2}-\d{4}", "{}-{}-%Y"),
    (r"\d{1,2}/\d{1,2}/\d{2}", "{}/{}/%y"),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", "{}.{}.%y"),
    (r"\d{1,2}-\d{1,2}-\d{2}", "{}-{}-%y"),
)
_TIME_SHAPES: tuple[tuple[str, str, bool], ...] = (
    (r"", "", False),
    (r"\d{1,2}:\d{2}", "%H:%M", False),
    (r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S", False),
    (r"\d{1,2}:\d{2}:\d{2} [+-]\d{2}:?\d{2}", "%H:%M:%S %z", True),
    (r"\d{1,2}:\d{2}:\d{2}[+-]\d{2}:?\d{2}", "%H:%M:%S%z", True),
    (r"\d{1,2}:\d{2}:\d{2}Z", "%H:%M:%SZ", True),
)
_PARTS = re.compile(r"(?P<date>[\d./-]+?)(?P<gap>T| |)(?P<time>\d{1,2}:\d{2}.*|)")
_DAY_OR_MONTH = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")


def date_form(sample: Iterable[str], *, day_first: bool | None = None) -> DateForm:
    """How a column writes its dates, by some of its cells and, where that is known already, by what comes first."""
    cells = [cell.strip() for cell in sample if cell and cell.strip()]
    first = sum(1 for cell in cells if _part(cell, 1) > 12)
    second = sum(1 for cell in cells if _part(cell, 2) > 12)
    written = [cell for cell in cells if _part(cell, 1)]
    # Dots between day and month are written where the day comes first (German, Russian, Turkish, …).
    if day_first is None:
        day_first = first > second or (first == second == 0 and any("." in cell for cell in written))
    settled = not written or first + second > 0 or any("." in cell for cell in written)
    pattern, aware, uniform = _commonest(cells, day_first=day_first)
    return DateForm(pattern, aware, day_first, settled, first > 0 and second > 0, uniform)


def _part(cell: str, number: int) -> int:
    found = _DAY_OR_MONTH.match(cell)
    return int(found[number]) if found else 0


def _commonest(cells: list[str], *, day_first: bool) -> tuple[str | None, bool, bool]:
    shapes = Counter(map(_shape, cells[:1000]))
    uniform = len(shapes) == 1
    shapes.pop(None, None)
    if not shapes:
        return None, False, False
    found, _times = shapes.most_common(1)[0]
    pattern, aware = found or ("", False)
    return pattern.format(*(("%d", "%m") if day_first else ("%m", "%d"))), aware, uniform


def _shape(cell: str) -> tuple[str, bool] | None:
    parts = _PARTS.fullmatch(cell)
    if not parts or bool(parts["gap"]) != bool(parts["time"]):
        return None
    day = next((pattern for shape, pattern in _DATE_SHAPES if re.fullmatch(shape, parts["date"])), None)
    time = next(
        ((pattern, aware) for shape, pattern, aware in _TIME_SHAPES if re.fullmatch(shape, parts["time"])), None
    )
    if day is None or time is None:
        return None
    return day + parts["gap"] + time[0], time[1]
