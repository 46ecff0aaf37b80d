"""The memory of the processes that run with this one, as Linux tells it."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PROC = Path("/proc")
_NAME = re.compile(rb"joren\.server\.processes\.(\w+)")


def resident_bytes() -> dict[str, int]:
    """The memory of each process of ours that the same supervisor started; empty where the system tells nothing."""
    parents = _parents()
    ours = parents.get(parents.get(os.getpid(), 0), 0)  # granian's main process stands between us and the supervisor
    found: dict[str, int] = {}
    for pid in parents:
        if ours and ours in (parents[pid], parents.get(parents[pid])) and (name := _name_of(pid, parents)):
            found[name] = found.get(name, 0) + _resident(pid)
    return found


def _parents() -> dict[int, int]:
    parents = {}
    for status in _PROC.glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # it has ended meanwhile
    return parents


def _name_of(pid: int, parents: dict[int, int]) -> str:
    """What a process does; a child that granian started does what its parent does."""
    for each in (pid, parents[pid]):
        try:
            match = _NAME.search((_PROC / str(each) / "cmdline").read_bytes())
        except OSError:
            return ""
        if match:
            return match[1].decode("ascii")
    return ""


def _resident(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
