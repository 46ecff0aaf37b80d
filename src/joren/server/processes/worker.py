"""The worker process: lands what was taken in, and keeps the lake's mirror in step."""

from __future__ import annotations

import signal
import sys
import threading

from joren import language
from joren.errors import JorenError
from joren.server.parent import leave_with_parent
from joren.server.processes.prepare import start_django
from joren.server.settings.options import from_environment


def main() -> int:
    """Run as a process, until SIGTERM or SIGINT."""
    language.speak(language.from_environment())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    leave_with_parent()
    start_django()
    from joren.server.ingest.tasks import land_spools, mirror_present  # noqa: PLC0415  (needs Django's apps)

    options = from_environment()
    mirror = threading.Thread(target=mirror_present, args=(options, stop), name="mirror")
    mirror.start()
    try:
        land_spools(options, stop)
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        stop.set()
        mirror.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
