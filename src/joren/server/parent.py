"""Ends a process when the one that started it has gone, so that nothing stays behind after a kill."""

from __future__ import annotations

import os
import signal
import threading
import time


def leave_with_parent(seconds: float = 1.0) -> None:
    """Send this process SIGTERM, as its supervisor would have, once the parent has gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
