"""The worker process: lands the spool, and looks after connected shops."""

from __future__ import annotations

import signal
import sys
import threading

from joren import language
from joren.errors import JorenError
from joren.server.processes.parent import leave_with_parent
from joren.server.processes.prepare import start_django
from joren.server.settings.options import from_environment

#: What a thread may still be asking a shop for is asked again at the next start.
_SECONDS_TO_END = 5.0


def main() -> int:
    """Run as a process, until SIGTERM or SIGINT."""
    language.speak(language.from_environment())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    leave_with_parent()
    start_django()
    from joren.server.connectors.tasks import look_after_shops  # noqa: PLC0415  (needs Django's apps)
    from joren.server.ingest.tasks import land_spool  # noqa: PLC0415

    shops = look_after_shops(stop)
    try:
        land_spool(from_environment(), stop)
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        stop.set()
        for thread in shops:
            thread.join(_SECONDS_TO_END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
