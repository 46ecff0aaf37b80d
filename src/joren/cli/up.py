"""`joren up`, `joren web` and `joren worker`: the running program."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joren.errors import JorenError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.server.settings.options import Options


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--data`, alike for every command that works on a data folder."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="JOREN_DATA",
        default=Path("joren-data"),
        show_default=True,
        help=_("The data folder: everything the shop has. It is made when it is not there."),
    )(command)


def _listening(command: Callable[..., Any]) -> Callable[..., Any]:
    host = click.option(
        "--host", envvar="JOREN_HOST", default="127.0.0.1", show_default=True, help=_("The address to listen at.")
    )
    port = click.option(
        "--port",
        envvar="JOREN_PORT",
        type=click.IntRange(1, 65535),
        default=8000,
        show_default=True,
        help=_("The port to listen at."),
    )
    return data_option(host(port(command)))


@click.command(help=_("Start Joren: take events in, land them, show the pages. Ctrl-C stops it; a new start goes on."))
@_listening
def up(data: Path, host: str, port: int) -> None:
    """Run all roles."""
    _run(data, ["web", "worker"], host=host, port=port)


@click.command(help=_("Start only what answers requests: the pages, and the intake of events."))
@_listening
def web(data: Path, host: str, port: int) -> None:
    """Run the web role."""
    _run(data, ["web"], host=host, port=port)


@click.command(help=_("Start only the work behind: landing what was taken in."))
@data_option
def worker(data: Path) -> None:
    """Run the worker role."""
    _run(data, ["worker"])


def options_for(data: Path, *, check_extras: bool = True, **changes: Any) -> Options:
    """The options of the environment with what the command line says. Raises `JorenError` without the server extra."""
    missing = [name for name in ("django", "granian", "msgspec", "deltalake") if importlib.util.find_spec(name) is None]
    if missing:
        raise JorenError(
            _("The running program needs more packages. Install them with: pip install 'joren[server]'"),
            code="extra.server",
        )
    from joren.server.settings.options import from_environment  # noqa: PLC0415

    options = replace(from_environment(), data=data.absolute(), **changes)
    if check_extras:
        _check_extra(options.database_url, "psycopg", "postgres")
        _check_extra(options.lake_url, "s3fs", "s3")
    return options


def _check_extra(wanted: str | None, package: str, extra: str) -> None:
    if wanted and importlib.util.find_spec(package) is None:
        raise JorenError(
            _("The stores that are set need one more package. Install it with: {command}").format(
                command=f"pip install 'joren[server,{extra}]'"
            ),
            code=f"extra.{extra}",
        )


def _run(data: Path, roles: Sequence[str], **changes: Any) -> None:
    options = options_for(data, **changes)
    from joren.server.processes.supervisor import ROLES, Supervisor, check_address, hold_roles  # noqa: PLC0415

    try:
        hold_roles(options, roles)
    except OSError as error:
        raise _unusable(options, str(error.strerror)) from error
    if "web" in roles:
        check_address(options.host, options.port)
    link = _prepare(options, with_link="web" in roles)
    if "web" in roles:
        click.echo(_("Joren listens at {address}").format(address=options.address))
        if link:
            click.echo(_("Make your account here (the link works once): {link}").format(link=link))
    click.echo(_("The data is in {folder}. Ctrl-C stops Joren.").format(folder=options.data))
    modules = [module for role in roles for module in ROLES[role]]
    Supervisor(modules, options.environment(), _say).run()
    click.echo(_("Joren has stopped."))


def _prepare(options: Options, *, with_link: bool) -> str:
    """Make the folder and the tables; the link for the first owner, or nothing."""
    done = subprocess.run(  # noqa: S603  (our own module)
        [sys.executable, "-m", "joren.server.processes.prepare", *(["--link"] if with_link else [])],
        env=options.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        why = done.stderr.strip().splitlines()[-1:] or [str(done.returncode)]
        raise JorenError(why[0], code="up.prepare")
    click.echo(done.stderr, err=True, nl=False)
    return done.stdout.strip()


def _unusable(options: Options, why: str) -> JorenError:
    return JorenError(
        _("The data folder {folder} cannot be used: {why}").format(folder=options.data, why=why), code="data.folder"
    )


def _say(what: str, child: Any, number: int) -> None:
    if what == "ended":
        click.echo(
            _("The {name} process ended ({status}); starting it again.").format(name=child.name, status=number),
            err=True,
        )
