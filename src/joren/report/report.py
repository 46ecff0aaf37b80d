"""The report: made once from a shop's orders, shown as a page, a table or data."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from joren.orders import read_orders, write_rejected, write_set_aside
from joren.orders.days import until
from joren.orders.table import Orders
from joren.progress import Progress, silent
from joren.report.compute import Made, compute
from joren.report.compute.people import members
from joren.report.contents import CohortTable, Contents, Figure, Segment, SegmentMember


class Report:
    """Who stays with a shop, who is leaving, what each customer is worth, and whom to talk to this week.

    `orders` is what `joren.read_orders` gives, or anything that it reads: a path, several paths, a data frame, an Arrow
    or Ibis table. `as_of` is the last day to look at (default: the last day in the data). Everything is computed when
    it is first asked for. Raises `InputError` for orders that cannot be read or where nothing is left to count.
    """

    def __init__(self, orders: Any, as_of: date | None = None, *, progress: Progress = silent) -> None:
        self.orders = orders if isinstance(orders, Orders) else read_orders(orders, as_of=as_of)
        if as_of is not None:
            self.orders = until(self.orders, as_of)
        self._progress = progress

    @cached_property
    def _made(self) -> Made:
        return compute(self.orders, self._progress)

    @property
    def contents(self) -> Contents:
        """Everything that the report says, as frozen dataclasses. Money is in minor units."""
        return self._made.contents

    @property
    def metrics(self) -> Mapping[str, Figure]:
        """The key figures by name, such as `repeat_purchase_rate`."""
        return {figure.key: figure for figure in self.contents.figures}

    @property
    def cohorts(self) -> Mapping[str, CohortTable]:
        """The cohort tables by period: `week`, `month`, `quarter`."""
        return {table.period: table for table in self.contents.cohorts}

    @property
    def segments(self) -> Mapping[str, Segment]:
        """The named segments by key, such as `lapsing`, each with its first members."""
        return {segment.key: segment for segment in self.contents.segments}

    def members(self, segment: str) -> tuple[SegmentMember, ...]:
        """Everyone in a segment, those who brought most first. Raises `KeyError` for an unknown segment."""
        return members(self._rows(segment))

    def _rows(self, segment: str) -> pa.Table:
        return self._made.people.filter(self._made.people[segment])

    def to_dict(self) -> dict[str, Any]:
        """The contents as plain JSON types: what `joren report --json` prints."""
        from joren.report.as_json import to_dict  # noqa: PLC0415

        return to_dict(self.contents)

    def to_html(self, path: str | Path | None = None) -> str:
        """The report as one HTML page that opens offline; written to `path` when one is given."""
        from joren.report.page import render_html  # noqa: PLC0415

        html = render_html(self.contents, lists=self._short_lists())
        if path is not None:
            Path(path).write_text(html, encoding="utf-8")
        return html

    def _short_lists(self) -> dict[str, str]:
        """The lists that a page can hold, as CSV texts by file name."""
        from joren.report.lists import list_text  # noqa: PLC0415
        from joren.report.page.downloads import MOST_ROWS  # noqa: PLC0415

        currency = self.contents.about.currency
        short = [segment for segment in self.contents.segments if 0 < segment.size <= MOST_ROWS]
        return {segment.csv: list_text(self._rows(segment.key), currency) for segment in short}

    def print(self, *, page: Path | None = None, left_out: tuple[Path, ...] = ()) -> None:
        """Print the essential figures as tables; `page` and `left_out` say where the rest stands."""
        from joren.report.terminal import print_report  # noqa: PLC0415

        print_report(self.contents, page=page, left_out=left_out)

    def write(self, page: str | Path) -> tuple[Path, ...]:
        """Write the page, and into a folder beside it the list of every segment and what was left out.

        For `report.html` the folder is `report-lists`. Returns the files that say what was left out: `rejected.csv`
        with the rows that cannot be used, `set-aside.csv` with the orders that do not count; none where there are none.
        """
        from joren.report.lists import folder_of, write_lists  # noqa: PLC0415
        from joren.report.page import render_html  # noqa: PLC0415

        target = Path(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = folder_of(target)
        contents = self.contents
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(max_workers=2) as beside:
            # The engine's work and Arrow's, mostly: the page is rendered meanwhile.
            left_out = beside.submit(copy_context().run, self._write_left_out, folder)
            lists = beside.submit(
                copy_context().run, write_lists, folder, self._rows, contents.segments, contents.about.currency
            )
            html = render_html(contents, lists=self._short_lists(), folder=folder.name)
            target.write_text(html, encoding="utf-8")
            lists.result()
            return left_out.result()

    def _write_left_out(self, folder: Path) -> tuple[Path, ...]:
        written = (
            (folder / "rejected.csv", write_rejected(self.orders, folder / "rejected.csv")),
            (folder / "set-aside.csv", write_set_aside(self.orders, folder / "set-aside.csv")),
        )
        return tuple(path for path, rows in written if rows)
