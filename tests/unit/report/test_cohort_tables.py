from __future__ import annotations

from datetime import date

from joren.report.contents import CohortRow, CohortTable
from joren.report.formatting import formatter
from joren.report.page.cohorts import views
from tests.unit.report.made_contents import rich

FMT = formatter("GBP", "en")

TABLE = CohortTable(
    "month",
    (
        CohortRow(date(2026, 1, 1), 10, (10, 4, 2), (12, 5, 2), (100_000, 40_000, 20_000), 2),
        CohortRow(date(2026, 2, 1), 30, (30, 6), (30, 9), (300_000, 1_234_500), 1),
    ),
)


def test_customers_are_shares_and_the_rest_are_amounts() -> None:
    customers, orders, revenue = views((TABLE,), FMT)
    assert [[cell.text for cell in row.cells] for row in customers.rows] == [
        ["100%", "40%", ""],  # only the older cohort's second month is whole
        ["100%", "40%", "20%"],
        ["100%", "20%", ""],
    ]
    assert [cell.text for cell in orders.rows[1].cells] == ["30", "9", ""]
    assert [cell.text for cell in revenue.rows[1].cells] == ["£3K", "£12.3K", ""]


def test_the_row_of_all_cohorts_weighs_each_by_its_customers() -> None:
    rows = (
        CohortRow(date(2026, 1, 1), 10, (10, 4, 0), (10, 4, 0), (0, 0, 0), 3),
        CohortRow(date(2026, 2, 1), 30, (30, 6, 0), (30, 6, 0), (0, 0, 0), 3),
    )
    together = views((CohortTable("month", rows),), FMT)[0].rows[0]
    assert (together.name, together.size, together.all) == ("Together", "40", True)
    assert [cell.text for cell in together.cells] == ["100%", "25%", "0%"]


def test_a_period_under_way_is_not_shaded() -> None:
    customers = views((TABLE,), FMT)[0]
    assert [cell.style for cell in customers.rows[1].cells] == ["first", "h9", "open"]
    assert [cell.style for cell in customers.rows[2].cells] == ["first", "open", ""]


def test_shows_the_latest_cohorts_and_says_how_many_it_hides() -> None:
    weeks = next(view for view in views(rich(weeks=120).cohorts, FMT) if view.period == "week")
    assert (weeks.cohorts, len(weeks.columns), weeks.hidden_rows, weeks.hidden_columns) == (26, 26, 94, 94)
    assert weeks.rows[-1].name == "Oct 26, 2026"


def test_ten_thousand_weeks_are_no_trouble() -> None:
    row = CohortRow(date(2026, 1, 5), 1, (1,) * 10_000, (1,) * 10_000, (1,) * 10_000, 10_000)
    view = views((CohortTable("week", (row,) * 10_000),), FMT)[0]
    assert sum(len(row.cells) for row in view.rows) == 27 * 26


def test_no_rows_no_table() -> None:
    assert views((CohortTable("month", ()),), FMT) == []
