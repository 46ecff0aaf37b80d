"""The program `joren` and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from joren import __version__
from joren.cli.backup import backup, restore
from joren.cli.doctor import doctor
from joren.cli.keys import keys
from joren.cli.rebuild import rebuild
from joren.cli.report import report
from joren.cli.up import up, web, worker
from joren.errors import JorenError
from joren.language import gettext as _

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


@click.group(help=_("Joren: who stays with your shop, who is leaving, what each is worth, and what to do about it."))
@click.version_option(__version__, prog_name="joren", help=_("Show the version and exit."))
def joren() -> None:
    """Hold the commands together."""


for _command in (report, up, web, worker, keys, doctor, backup, restore, rebuild):
    joren.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run the program on these arguments; every way to fail says why on standard error."""
    try:
        joren.main(args=list(arguments), prog_name="joren", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return WRONG_USE
    except click.UsageError as error:
        error.show()
        return WRONG_USE
    except click.ClickException as error:
        error.show()
        return FAILED
    except JorenError as error:
        click.secho(_("Sorry: {why}").format(why=error.message), err=True, fg="red")
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has gone (`joren report … | head`): nothing is wrong with the report.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("JOREN_DEBUG"):
            raise
        click.secho(_unexpected(error), err=True, fg="red")
        return FAILED
    return OK


def _unexpected(error: Exception) -> str:
    return _(
        "Something failed that should not have: {kind}: {error}\n"
        "Please report it. JOREN_DEBUG=1 before the command shows where it happened."
    ).format(kind=type(error).__name__, error=error)
