"""Makes the data folder and brings its tables up to date; prints the link for the first owner, if one is needed.

A process of its own, so that the supervisor need not carry Django.
"""

from __future__ import annotations

import os
import sys

from joren import language
from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.processes.tables import bring_tables_up_to_date
from joren.server.settings.options import Options, from_environment
from joren.server.settings.secrets import make_secrets


def make_folder(options: Options) -> None:
    """Make the data folder: for its owner's eyes only."""
    os.umask(0o077)
    for folder in (options.data, options.spool, options.lake, options.data / "media", options.socket.parent):
        folder.mkdir(parents=True, exist_ok=True)
    make_secrets(options.secrets)


def start_django() -> None:
    """Load the settings and the apps."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "joren.server.settings.project"
    import django  # noqa: PLC0415  (the settings must be known first)

    django.setup()


def prepare(options: Options, *, with_link: bool = True) -> str | None:
    """Make what is missing; the set-up link for the first owner, or None when there is one or none is wanted."""
    make_folder(options)
    start_django()
    from joren.collector.spool import Spool  # noqa: PLC0415
    from joren.server.accounts.actions import make_set_up_link, publish_write_keys  # noqa: PLC0415

    bring_tables_up_to_date(options)
    Spool.at(options.spool)
    publish_write_keys(options.write_keys)
    token = make_set_up_link() if with_link else None
    return f"{options.address}/set-up/{token}" if token else None


def _unusable(error: OSError, options: Options) -> str:
    why = f"{error.filename}: {error.strerror}"
    return _("The data folder {folder} cannot be used: {why}").format(folder=options.data, why=why)


def main() -> int:
    """Run as a process: the link goes to standard output."""
    language.speak(language.from_environment())
    try:
        link = prepare(from_environment(), with_link="--link" in sys.argv)
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(_unusable(error, from_environment()), file=sys.stderr)  # noqa: T201
        return 1
    print(link or "")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
