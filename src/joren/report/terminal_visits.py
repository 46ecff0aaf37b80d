"""How visits become orders, in a terminal: the funnel, and where people leave."""

from __future__ import annotations

from collections.abc import Callable

from rich.table import Table
from rich.text import Text

from joren.language import gettext as _
from joren.report.contents import Visits
from joren.report.formatting import Formatter
from joren.report.visit_words import state_name, step_name

#: The funnel that is printed; the page and the JSON have all.
SHOWN_DAYS = 7


def visit_tables(visits: Visits, table: Callable[[str], Table], fmt: Formatter) -> tuple[Table | None, Table | None]:
    """Both tables, each None when there is nothing to say; `table` makes an empty one with a title."""
    return _funnel(visits, table, fmt), _drop_offs(visits, table, fmt)


def _funnel(visits: Visits, table: Callable[[str], Table], fmt: Formatter) -> Table | None:
    funnel = next((each for each in visits.funnels if each.within == SHOWN_DAYS), None)
    if funnel is None:
        return None
    made = table(_("From product to order within {days} days").format(days=SHOWN_DAYS))
    made.add_column(_("Step"), ratio=1, overflow="fold")
    made.add_column(_("People"), justify="right", no_wrap=True)
    made.add_column(_("Of those before"), justify="right", no_wrap=True)
    made.add_column(_("Went no further"), justify="right", no_wrap=True)
    for at, step in enumerate(funnel.steps):
        rest = (fmt.share(step.of_previous), fmt.count(step.lost)) if at else ("", "")
        made.add_row(Text(step_name(step.key)), fmt.count(step.count), *rest)
    return made


def _drop_offs(visits: Visits, table: Callable[[str], Table], fmt: Formatter) -> Table | None:
    if not visits.journey.drop_offs:
        return None
    made = table(_("Where people leave"))
    made.add_column(_("Last place"), ratio=1, overflow="fold")
    made.add_column(_("Visits"), justify="right", no_wrap=True)
    made.add_column(_("Gone for good"), justify="right", no_wrap=True)
    made.add_column(_("Carts left"), justify="right", no_wrap=True)
    for drop in visits.journey.drop_offs:
        value = fmt.money_short(drop.cart_value) if drop.cart_value else ""
        made.add_row(Text(state_name(drop.state)), fmt.count(drop.visits), fmt.count(drop.gone), value)
    return made
