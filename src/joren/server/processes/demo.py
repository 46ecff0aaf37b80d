"""The demo's process: takes the history of a made shop in, then lets shoppers walk, at a low priority."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from joren import language
from joren.clock import SystemClock
from joren.collector.intake import Intake
from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.parent import leave_with_parent
from joren.server.processes.demo_folder import Demo, note_taken, read_demo
from joren.server.settings.logs import start_logging
from joren.server.settings.options import Options, from_environment

if TYPE_CHECKING:
    from joren.testing.shop import Shop

log = logging.getLogger(__name__)

ORIGIN = "demo"
_AT_ONCE = 2000
_PATIENCE_SECONDS = 2.0
_NICENESS = 10
#: The pages come first.
_HEAD_START_SECONDS = 2.0


def fill(shop: Shop, demo: Demo, intake: Intake, options: Options, stop: threading.Event) -> Demo:
    """Take in what is missing of the history. A fill that was interrupted goes on where it was.

    Message ids are the history's own: calls that are taken in twice around an interruption land once.
    """
    calls = islice(shop.calls(), demo.taken, None)
    length = (shop.end - demo.begin).total_seconds()
    told = -1
    while not stop.is_set():
        some = list(islice(calls, _AT_ONCE))
        if some:
            _take_in(intake, some, stop)
        if stop.is_set():
            break
        demo = note_taken(options, demo, demo.taken + len(some), filled=not some)
        if demo.filled:
            _say(_("The demo shop has its history: {events} events. Shoppers keep walking.").format(events=demo.taken))
            break
        at = datetime.fromisoformat(some[-1]["timestamp"])
        tenth = int((at - demo.begin).total_seconds() / length * 10)
        if tenth > told:
            told = tenth
            _say(_("The demo shop gets its history: {percent} %").format(percent=tenth * 10))
    return demo


def _take_in(intake: Intake, calls: Sequence[Mapping[str, Any]], stop: threading.Event) -> None:
    """Take calls in; as long as the disk refuses them, try again."""
    while not stop.is_set():
        try:
            intake.take_in(calls, origin=ORIGIN)
        except OSError as error:
            log.warning("demo: %s", error)
            stop.wait(_PATIENCE_SECONDS)
        else:
            return


def run(options: Options, stop: threading.Event) -> None:
    """Fill, then walk, until `stop` is set."""
    stop.wait(_HEAD_START_SECONDS)
    from joren.testing.shop import Shop, walk  # noqa: PLC0415  (heavy, and only the demo needs it)

    demo = read_demo(options)
    shop = Shop(seed=demo.seed, customers=demo.customers, days=demo.days, start=demo.begin)
    clock = SystemClock()
    intake = Intake(options.spool, clock)
    try:
        if not demo.filled:
            fill(shop, demo, intake, options, stop)
        walk(shop, clock, lambda calls: _take_in(intake, calls, stop), stop=stop)
    finally:
        intake.close()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def main() -> int:
    """Run as a process, until SIGTERM or SIGINT."""
    language.speak(language.from_environment())
    options = from_environment()
    start_logging(options.log, "demo")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: stop.set())
    leave_with_parent()
    with suppress(OSError):
        os.nice(_NICENESS)
    try:
        run(options, stop)
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
