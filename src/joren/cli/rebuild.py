"""`joren rebuild`: the present made anew from the history."""

from __future__ import annotations

import os
from pathlib import Path

import click

from joren.cli.progress import bar
from joren.cli.up import data_option, options_for
from joren.language import gettext as _


@click.command(
    help=_(
        "Make profiles, orders, carts and products anew from the history of events: after an update of the rules, or "
        "when you doubt them. Stop Joren first."
    )
)
@data_option
def rebuild(data: Path) -> None:
    """Make the present anew."""
    options = options_for(data)
    os.environ.update(options.environment())
    from joren.server.processes.prepare import start_django  # noqa: PLC0415
    from joren.server.processes.supervisor import hold_roles  # noqa: PLC0415

    hold_roles(options, ["worker"])
    start_django()
    from joren.server.ingest.rebuild import rebuild_present  # noqa: PLC0415  (needs Django's apps)

    with bar(wanted=True) as progress:
        count = rebuild_present(options, progress)
    click.echo(_("Made the present anew from {count} events.").format(count=count))
