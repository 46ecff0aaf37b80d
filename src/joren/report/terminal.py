"""The report in a terminal: the figures one acts on, and where the rest stands."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joren.language import gettext as _
from joren.language import ngettext
from joren.orders.account import in_words
from joren.report.change import change
from joren.report.contents import Contents, Figure, SegmentMember, Unit
from joren.report.formatting import NONE, Formatter, formatter
from joren.report.glossary import term
from joren.report.headline import headline
from joren.report.segment_words import segment_words
from joren.report.terminal_visits import visit_tables

#: How many of the customers to talk to are printed; the page has all of them.
TALK_TO = 5

_COLOURS = {"good": "green", "bad": "red", "neutral": "dim"}


def print_report(
    contents: Contents, console: Console | None = None, *, page: Path | None = None, left_out: tuple[Path, ...] = ()
) -> None:
    """Print the report to `console` (default: standard output, in colour only where that is a terminal)."""
    to = console or Console(highlight=False, soft_wrap=False)
    fmt = formatter(contents.about.currency)
    _print_head(contents, to, fmt)
    for table in (
        _figures(contents.figures, _("Key figures"), fmt),
        _figures(contents.visits.figures if contents.visits else (), _("How visits become orders"), fmt),
        *(visit_tables(contents.visits, _table, fmt) if contents.visits else ()),
        _segments(contents, fmt),
        _to_talk_to(contents, fmt),
        _forecasts(contents, fmt),
        _left_out(contents, fmt),
    ):
        if table is not None:
            to.print()
            to.print(table)
    _print_foot(contents, to, page, left_out)


def _print_head(contents: Contents, to: Console, fmt: Formatter) -> None:
    about = contents.about
    to.print(Text(_("Retention report"), style="bold"), Text(f"· {fmt.day(about.as_of)} · {about.currency}", "dim"))
    to.print(Text(", ".join(_printable(name) for name in about.files), style="dim"))
    to.print()
    for sentence in headline(contents):  # each on its own line: without spaces, a paragraph would break inside a number
        to.print(Text(str(sentence)))


def _table(title: str) -> Table:
    # Columns of words fold: Japanese and Chinese have no spaces to break at, and would be cut off instead.
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, expand=True
    )


def _figures(figures: tuple[Figure, ...], title: str, fmt: Formatter) -> Table | None:
    if not figures:
        return None
    table = _table(title)
    table.add_column(_("Figure"), ratio=1, overflow="fold")
    table.add_column(_("Value"), justify="right", no_wrap=True)
    table.add_column(_("Before"), justify="right", no_wrap=True)
    table.add_column(_("Change"), justify="right", no_wrap=True)
    for figure in figures:
        moved = change(figure, fmt)
        before = fmt.value(figure.previous, figure.unit) if figure.previous is not None else ""
        shown = Text(moved.text, _COLOURS[moved.verdict]) if moved else Text("")
        table.add_row(_figure_name(figure), fmt.figure(figure), before, shown)
    return table


def _figure_name(figure: Figure) -> Text:
    name = Text(term(figure.key).name)
    if figure.value is None and figure.why_none:
        name.append("\n" + figure.why_none, style="dim")
    return name


def _segments(contents: Contents, fmt: Formatter) -> Table | None:
    if not contents.segments:
        return None
    table = _table(_("Segments"))
    table.add_column(_("Segment"), ratio=1, overflow="fold")
    table.add_column(_("Customers"), justify="right", no_wrap=True)
    table.add_column(_("Share"), justify="right", no_wrap=True)
    table.add_column(_("Net revenue"), justify="right", no_wrap=True)
    table.add_column(_("Share"), justify="right", no_wrap=True)
    for segment in contents.segments:
        name = Text(segment_words(segment.key).name)
        if segment.why_none:
            name.append("\n" + segment.why_none, style="dim")
            table.add_row(name, NONE, "", "", "")
            continue
        table.add_row(
            name,
            fmt.count(segment.size),
            fmt.share(segment.share, 0),
            fmt.money_short(segment.revenue),
            fmt.share(segment.revenue_share, 0),
        )
    return table


def _to_talk_to(contents: Contents, fmt: Formatter) -> Table | None:
    if not contents.talk_to:
        return None
    table = _table(_("Who to talk to this week"))
    table.add_column(_("Customer"), ratio=2, overflow="fold")
    table.add_column(_("Why"), ratio=3, overflow="fold")
    table.add_column(_("At stake"), justify="right", no_wrap=True)
    for talk in contents.talk_to[:TALK_TO]:
        table.add_row(Text(_who(talk.customer)), Text(_printable(talk.reason)), fmt.money_short(talk.at_stake))
    return table


def _who(member: SegmentMember) -> str:
    lines = [member.name or member.customer_id]
    if member.email and member.email not in lines:
        lines.append(member.email)
    return "\n".join(_printable(line) for line in lines)


def _forecasts(contents: Contents, fmt: Formatter) -> Table | None:
    worth = contents.worth
    table = _table(_("What today's customers are worth"))
    table.caption, table.caption_justify = worth.why, "left"
    if not worth.forecasts:
        table.add_column(_("No forecast"), overflow="fold")
        return table
    table.add_column(_("In the next"), ratio=1, overflow="fold")
    table.add_column(_("Orders"), justify="right", no_wrap=True)
    table.add_column(_("Spend"), justify="right", no_wrap=True)
    table.add_column(_("95% interval"), justify="right", no_wrap=True)
    for forecast in worth.forecasts:
        between = fmt.between_short(forecast.spend_low, forecast.spend_high, Unit.MONEY)
        if forecast.spend is None:
            between = fmt.between(forecast.orders_low, forecast.orders_high, Unit.COUNT)
        table.add_row(fmt.days(forecast.days), fmt.count(forecast.orders), fmt.money_short(forecast.spend), between)
    return table


def _left_out(contents: Contents, fmt: Formatter) -> Table | None:
    account = contents.account
    if not account.left_out:
        return None
    table = _table(_("What was left out"))
    table.add_column(_("Reason"), ratio=1, overflow="fold")
    table.add_column(_("Rows"), justify="right", no_wrap=True)
    table.add_column(_("Orders"), justify="right", no_wrap=True)
    for left in account.left_out:
        table.add_row(in_words(left.reason), fmt.count(left.rows), fmt.count(left.orders) if left.orders else "")
    return table


def _print_foot(contents: Contents, to: Console, page: Path | None, left_out: tuple[Path, ...]) -> None:
    account, fmt = contents.account, formatter(contents.about.currency)
    message = ngettext("{used} of {n} row was used.", "{used} of {n} rows were used.", account.rows_read).format(
        used=fmt.count(account.rows_used), n=fmt.count(account.rows_read)
    )
    to.print(Padding(Text(message, "dim"), (1, 0, 0, 0)))
    for note in account.notes:
        to.print(Text(_printable(note), "dim"))
    for path in left_out:
        to.print(Text(_("What was left out: {file}").format(file=path)), soft_wrap=True)
    if page is not None:
        to.print(Text(_("The whole report: {file}").format(file=page), "bold"), soft_wrap=True)


def _printable(text: str) -> str:
    # What customers typed is printed on the owner's terminal: control characters could rewrite it.
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
