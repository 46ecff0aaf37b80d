"""`joren report`: from order exports to the retention report."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joren import language
from joren.cli.options import Currency, Day, Pair, Zone
from joren.cli.progress import bar
from joren.language import gettext as _
from joren.progress import Progress

if TYPE_CHECKING:
    from joren.report import Report


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    files: tuple[Path, ...]
    sample: bool
    out: Path | None
    as_json: bool
    as_of: date | None
    currency: str | None
    language: str | None
    time_zone: str
    engine: str | None
    map: tuple[tuple[str, str], ...] = field(default=())
    rates: tuple[tuple[str, str], ...] = field(default=())
    unpaid: bool = False
    with_tax: bool = False
    with_shipping: bool = False


@click.command(
    help=_(
        "Read a shop's order exports and say who stays, who is leaving and what each customer is worth.\n\n"
        "FILES are order exports from Shopify, WooCommerce or BigCommerce, or any table with a customer, a date and "
        "an amount: CSV, XLSX or Parquet. Several files are read as one shop."
    )
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",  # Click would translate it, and set a wide translation askew
    help=_("Write the report as one HTML page, with its lists in a folder beside it."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the report as JSON instead of a table."))
@click.option("--as-of", type=Day(), help=_("The last day to look at. Default: the last day in the data."))
@click.option("--currency", type=Currency(), help=_("The report's currency. Default: the one most orders are in."))
@click.option(
    "--rates",
    type=Pair(),
    multiple=True,
    help=_("What one unit of another currency is worth in the report's: --rates USD=0.79. May be repeated."),
)
@click.option(
    "--time-zone",
    type=Zone(),
    default="UTC",
    show_default=True,
    help=_("The shop's time zone: it decides what a day is."),
)
@click.option(
    "--map", type=Pair(), multiple=True, help=_('Which column is what: --map customer="Buyer e-mail". May be repeated.')
)
@click.option("--unpaid", is_flag=True, help=_("Count orders when they are placed, not only when they are paid."))
@click.option("--with-tax", is_flag=True, help=_("Count tax as revenue."))
@click.option("--with-shipping", is_flag=True, help=_("Count shipping as revenue."))
@click.option("--engine", help=_("Where to compute: duckdb (default) or a Spark master such as spark://host:7077."))
@click.option(
    "--language",
    type=click.Choice(list(language.LANGUAGES)),
    help=_("Language of the report. Default: that of the environment."),
)
@click.option("--sample", is_flag=True, help=_("Use the sample of a real shop's orders that comes with Joren."))
def report(**options: Any) -> None:
    """Make the report and show it in the way that was asked for."""
    gc.disable()  # nearly all that is made lives to the end: looking for garbage in between takes a tenth of the time
    wish = Wish(**options)
    if bool(wish.files) == wish.sample:
        raise click.UsageError(_("Give at least one order export, or --sample."))
    with bar(wanted=not wish.as_json or sys.stderr.isatty()) as progress:
        made = _make(wish, progress)
        left_out = _write_page(made, wish.out, progress) if wish.out else ()
    if wish.as_json:
        click.echo(json.dumps(made.to_dict(), ensure_ascii=False, indent=2))
        return
    made.print(page=wish.out, left_out=left_out)


def _make(wish: Wish, progress: Progress) -> Report:
    from joren.engine import connect  # noqa: PLC0415  (a second of imports that --help does not need)
    from joren.orders import read_orders, sample_path  # noqa: PLC0415
    from joren.orders.table import Counting  # noqa: PLC0415
    from joren.report import Report  # noqa: PLC0415
    from joren.report.warm_up import warm_up  # noqa: PLC0415

    warm_up(page=wish.out is not None)
    orders = read_orders(
        [sample_path()] if wish.sample else list(wish.files),
        map=dict(wish.map) or None,
        currency=wish.currency or ("GBP" if wish.sample else None),
        rates=_numbers(wish.rates),
        time_zone=wish.time_zone,
        as_of=wish.as_of,
        counting=Counting(unpaid=wish.unpaid, tax=wish.with_tax, shipping=wish.with_shipping),
        engine=connect(wish.engine),
        progress=progress,
    )
    return Report(orders, progress=progress)


def _numbers(rates: tuple[tuple[str, str], ...]) -> dict[str, float] | None:
    numbers = {}
    for currency, rate in rates:
        try:
            numbers[Currency().convert(currency, None, None)] = float(rate)
        except ValueError:
            raise click.BadParameter(
                _("“{rate}” is no number. Write a rate as USD=0.79.").format(rate=rate), param_hint="--rates"
            ) from None
    return numbers or None


def _write_page(made: Report, out: Path, progress: Progress) -> tuple[Path, ...]:
    progress(_("Writing {file}").format(file=out))
    try:
        return made.write(out)
    except OSError as error:
        raise click.FileError(str(out), hint=str(error.strerror or error)) from error
