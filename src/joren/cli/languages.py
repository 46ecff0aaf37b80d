"""The language of the command line itself, known before any command is."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from joren import language


def asked_for(arguments: Sequence[str]) -> str | None:
    """What `--language` says on a command line, or None. Nonsense is left for the real parser to refuse."""
    for index, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument.startswith("--language="):
            return _known(argument.partition("=")[2])
        if argument == "--language" and index + 1 < len(arguments):
            return _known(arguments[index + 1])
    return None


def teach_click() -> None:
    """Let Click's own words (“Usage”, “Options”, its error messages) come from Joren's catalogs.

    Click asks the process' default gettext domain, which the environment steers.
    """
    os.environ["LANGUAGE"] = language.LANGUAGES[language.current()]
    gettext.bindtextdomain(language.DOMAIN, str(language.LOCALE_DIR))
    gettext.textdomain(language.DOMAIN)


def _known(tag: str) -> str | None:
    return tag if tag in language.LANGUAGES else None
