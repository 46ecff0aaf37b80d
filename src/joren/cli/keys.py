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


@keys.command(
    "rotate-secrets",
    help=_(
        "Make new keys for what Joren signs and for what it stores of other systems, and lock the latter anew. "
        "Whoever is signed in stays so."
    ),
)
@click.option(
    "--forget", is_flag=True, help=_("Believe nothing that was signed before: everybody has to sign in again.")
)
@data_option
def rotate_secrets(forget: bool, data: Path) -> None:
    """Rotate the secrets of the data folder."""
    _open(data)
    from django.conf import settings  # noqa: PLC0415
    from django.utils.module_loading import autodiscover_modules  # noqa: PLC0415

    from joren.server.relocking import relock_all  # noqa: PLC0415
    from joren.server.settings.secrets import add_new_keys, forget_former_keys  # noqa: PLC0415

    add_new_keys(settings.OPTIONS.secrets)
    autodiscover_modules("actions")
    count = relock_all()
    forget_former_keys(settings.OPTIONS.secrets, signing=forget)
    click.echo(_("New keys are made; {count} stored secrets are locked anew.").format(count=count))
    click.echo(_("Start Joren again, so that it signs with the new key."))


def _open(data: Path) -> Path:
    """Load the tables of a data folder, made when it is new; the file by which the collector knows the keys."""
    options = options_for(data)
    os.environ.update(options.environment())
    from joren.server.processes.prepare import make_folder, start_django  # noqa: PLC0415
    from joren.server.processes.tables import bring_tables_up_to_date  # noqa: PLC0415

    make_folder(options)
    start_django()
    bring_tables_up_to_date(options)
    return options.write_keys
