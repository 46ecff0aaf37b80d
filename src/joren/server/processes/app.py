"""The app process: Django under WSGI, behind a local socket."""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from joren.server.parent import leave_with_parent
from joren.server.settings.options import from_environment

_THREADS = 4


def main() -> int:
    """Run as a process."""
    options = from_environment()
    leave_with_parent()
    options.socket.unlink(missing_ok=True)
    Granian(
        "joren.server.processes.app_worker:application",
        uds=options.socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
