"""What makes a data folder the demo's: a file that says which made shop it holds and how much of it was taken in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from joren.clock import Clock
from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.settings.options import Options

FORMAT = 1
_CUSTOMERS, _DAYS = 2000, 730


@dataclass(frozen=True)
class Demo:
    """The made shop of a data folder."""

    start: str
    """The moment at which its history begins, ISO 8601."""
    customers: int = _CUSTOMERS
    days: int = _DAYS
    seed: int = 1
    taken: int = 0
    """Calls of the history that were taken in."""
    filled: bool = False
    """Whether all were."""
    format: int = FORMAT

    @property
    def begin(self) -> datetime:
        """The moment at which its history begins."""
        return datetime.fromisoformat(self.start)


def claim(options: Options, clock: Clock) -> Demo:
    """The folder's made shop: the one it has, or a new one whose history ends now.

    Raises `JorenError` when the folder has data that are not the demo's, or a later Joren's demo, or when the stores
    are elsewhere, where a demo could mix with a real shop's data.
    """
    if options.database_url or options.lake_url:
        raise JorenError(
            _(
                "A demo keeps everything in its data folder: start it without JOREN_DATABASE_URL and JOREN_LAKE_URL, "
                "so that it cannot mix with a real shop."
            ),
            code="demo.stores",
        )
    place = _place(options)
    if place.exists():
        return read_demo(options)
    if (options.data / "joren.sqlite3").exists() or (options.spool / "spool.json").exists():
        raise JorenError(
            _(
                "The data folder {folder} has data of its own: a demo would mix with it. "
                "Choose a new folder with --data, or start without --demo."
            ).format(folder=options.data),
            code="demo.folder",
        )
    demo = Demo(start=(clock.now().replace(microsecond=0) - timedelta(days=_DAYS)).isoformat())
    save_demo(options, demo)
    return demo


def read_demo(options: Options) -> Demo:
    """The made shop of a folder that has one."""
    known = json.loads(_place(options).read_text("utf-8"))
    if known["format"] > FORMAT:
        raise JorenError(
            _("The demo in {folder} was made by a later version of Joren. Use that version, or a new folder.").format(
                folder=options.data
            ),
            code="demo.format",
        )
    return Demo(**known)


def save_demo(options: Options, demo: Demo) -> None:
    """Write it down: wholly or not at all."""
    place = _place(options)
    written = place.with_suffix(".new")
    written.write_text(json.dumps(asdict(demo), indent=2) + "\n", "utf-8")
    written.replace(place)


def note_taken(options: Options, demo: Demo, taken: int, *, filled: bool) -> Demo:
    """Note how much of the history was taken in."""
    demo = replace(demo, taken=taken, filled=filled)
    save_demo(options, demo)
    return demo


def _place(options: Options) -> Path:
    return options.data / "demo.json"
