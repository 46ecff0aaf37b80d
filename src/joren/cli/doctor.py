"""`joren doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from joren.cli.up import data_option, options_for
from joren.errors import JorenError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.server.checkup import Finding
    from joren.server.settings.options import Options

_SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "wrong": ("✗", "red")}


@click.command(
    help=_(
        "Look at everything Joren stands on: data folder, database, spool, lake, port. Says what is wrong and what to "
        "do about it; changes nothing. The exit status is 1 when something is wrong."
    )
)
@click.option("--json", "as_json", is_flag=True, help=_("Print what was found as JSON."))
@data_option
def doctor(as_json: bool, data: Path) -> None:
    """Print every finding."""
    options = options_for(data, check_extras=False)
    os.environ.update(options.environment())
    found = []
    for finding in _examine(options):
        found.append(finding)
        if not as_json:
            sign, colour = _SIGNS[finding.level]
            click.echo(f"{click.style(sign, fg=colour)} {finding.words}")
            if finding.mend:
                click.echo(f"    {finding.mend}")
    wrong = sum(finding.level == "wrong" for finding in found)
    if as_json:
        shown = [{"check": each.check, "level": each.level, "words": each.words, "mend": each.mend} for each in found]
        click.echo(json.dumps({"wrong": wrong, "findings": shown}, ensure_ascii=False, indent=1))
    elif not wrong:
        click.echo(_("Nothing is wrong."))
    if wrong:
        raise SystemExit(1)


def _examine(options: Options) -> Iterator[Finding]:
    from joren.server.doctor.ground import ground  # noqa: PLC0415  (an extra)

    yield from ground(options)
    from joren.server.processes.prepare import start_django  # noqa: PLC0415

    try:
        start_django()
    except JorenError:
        return  # the file of secrets, of which the ground has told
    from joren.server.doctor.examination import examine  # noqa: PLC0415  (needs Django's apps)

    yield from examine(options)
