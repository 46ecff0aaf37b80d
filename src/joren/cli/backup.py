"""`joren backup` and `joren restore`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from joren.cli.up import data_option, options_for
from joren.errors import JorenError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.server.backup.archive import Manifest
    from joren.server.settings.options import Options


@click.command(
    help=_(
        "Copy the whole shop to TARGET, while Joren runs or is stopped: a folder, or one file when it ends with .tar. "
        "It holds secrets and customers' data: keep it as safe as the data folder."
    )
)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print what it holds as JSON."))
@data_option
def backup(target: Path, as_json: bool, data: Path) -> None:
    """Make a backup."""
    options = _start(data)
    if not options.secrets.exists():
        raise JorenError(_("There is no data folder at {folder} yet.").format(folder=options.data))
    from joren.server.backup.making import make_backup  # noqa: PLC0415  (needs Django's apps)

    try:
        manifest = make_backup(options, target)
    except OSError as error:
        raise JorenError(_("The backup could not be made: {why}").format(why=error)) from error
    _tell(manifest, as_json, _("The backup is in {target}.").format(target=target))


@click.command(
    help=_(
        "Put back what joren backup made, into a data folder, database and lake that are empty; overwrite nothing. "
        "joren up goes on from there."
    )
)
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help=_("Only read everything and compare it with the checksums."))
@click.option("--json", "as_json", is_flag=True, help=_("Print what it holds as JSON."))
@data_option
def restore(source: Path, check: bool, as_json: bool, data: Path) -> None:
    """Put a backup back, or check it."""
    options = _start(data)
    from joren.server.backup import restoring  # noqa: PLC0415  (needs Django's apps)

    if check:
        _tell(restoring.verify_backup(source), as_json, _("The backup is whole."))
        return
    os.umask(0o077)
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        manifest = restoring.restore(options, source)
    except OSError as error:
        raise JorenError(_("The backup could not be put back: {why}").format(why=error)) from error
    _tell(manifest, as_json, _("The shop of {moment} is in {folder}.").format(
        moment=manifest.made_at, folder=options.data
    ))  # fmt: skip


def _start(data: Path) -> Options:
    options = options_for(data)
    os.environ.update(options.environment())
    from joren.server.processes.prepare import start_django  # noqa: PLC0415

    start_django()
    return options


def _tell(manifest: Manifest, as_json: bool, words: str) -> None:
    size = sum(each[0] for each in manifest.files.values())
    if as_json:
        shown = {
            "version": manifest.version, "made_at": manifest.made_at, "database": manifest.database,
            "files": len(manifest.files), "bytes": size, "spools": manifest.spools, "lake": manifest.lake,
        }  # fmt: skip
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        click.echo(words)
        click.echo(_("{count} files, {size} MB.").format(count=len(manifest.files), size=f"{size / 1e6:.1f}"))
