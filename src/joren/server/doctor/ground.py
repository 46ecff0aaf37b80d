"""What everything else stands on: Python and the data folder. Looked at before Django is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from joren.errors import JorenError
from joren.lake.trouble import in_words
from joren.language import gettext as _
from joren.server.checkup import Finding, wrong
from joren.server.doctor import folder, python
from joren.server.settings.options import Options


def ground(options: Options) -> Iterator[Finding]:
    """Everything that was looked at, good and bad."""
    yield from finished("python", lambda: python.look(options))
    yield from finished("folder", lambda: folder.look(options))


def finished(name: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a family found. One that cannot be finished is a finding itself, and ends no other."""
    try:
        yield from look()
    except JorenError as error:
        yield wrong(f"{name}.failed", error.message, "")
    except Exception as error:
        yield wrong(
            f"{name}.failed",
            _("This could not be looked at to its end: {why}").format(why=in_words(error)),
            _("Mend what the lines above name, then run joren doctor again."),
        )
