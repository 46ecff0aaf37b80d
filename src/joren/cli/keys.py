"""`joren keys`: the keys that programs use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from joren.cli.up import data_option, options_for
from joren.errors import JorenError
from joren.language import gettext as _


@click.group(help=_("The keys that programs use: make and revoke them."))
def keys() -> None:
    """Hold the commands together."""


@keys.command(help=_("Make a key and print it: this once, since only its digest is kept."))
@click.option(
    "--kind", type=click.Choice(["write", "api"]), required=True, help=_("write: send events in; api: the rest.")
)
@click.option(
    "--role",
    type=click.Choice(["owner", "marketer", "support", "analyst", "developer"]),
    help=_("What an api key may do (default: owner)."),
)
@click.option("--name", help=_("A name to tell the key apart, such as “web shop”."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the key and its name as JSON."))
@data_option
def create(kind: str, role: str | None, name: str | None, as_json: bool, data: Path) -> None:
    """Make a key."""
    if role and kind != "api":
        raise click.UsageError(_("--role is for keys of the kind api."))
    file = _open(data)
    from joren.server.accounts import actions  # noqa: PLC0415  (needs Django's apps)
    from joren.server.accounts.models import KeyKind, Role  # noqa: PLC0415

    chosen = name or actions.unused_key_name(KeyKind(kind))
    key = actions.create_key(KeyKind(kind), chosen[:40], file, role=Role(role) if role else None)
    click.echo(json.dumps({"kind": kind, "name": chosen, "key": key}, ensure_ascii=False) if as_json else key)


@keys.command(help=_("Let a key open nothing any more."))
@click.argument("name")
@data_option
def revoke(name: str, data: Path) -> None:
    """Revoke a key."""
    file = _open(data)
    from joren.server.accounts import actions  # noqa: PLC0415  (needs Django's apps)

    if not actions.revoke_key(name, file):
        raise JorenError(_("There is no key in use that is called “{name}”.").format(name=name))


def _open(data: Path) -> Path:
    """Load the tables of a data folder, made when it is new; the file by which the collector knows the keys."""
    options = options_for(data)
    os.environ.update(options.environment())
    from joren.server.processes.prepare import make_folder, start_django  # noqa: PLC0415

    make_folder(options)
    start_django()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    return options.write_keys
