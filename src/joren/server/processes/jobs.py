"""The process that runs jobs. A process of its own: what a job does to it stops neither landing nor pages."""

from __future__ import annotations

import signal
import threading
from typing import NoReturn

from joren import language
from joren.server.parent import leave_with_parent
from joren.server.processes.prepare import start_django


def main() -> NoReturn:
    """Run as a process, until SIGTERM or SIGINT."""
    language.speak(language.from_environment())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    leave_with_parent()
    start_django()
    from joren.server.jobs.kinds import load_kinds  # noqa: PLC0415  (needs Django's apps)
    from joren.server.jobs.runner import run_process  # noqa: PLC0415

    run_process(load_kinds(), stop)


if __name__ == "__main__":
    main()
