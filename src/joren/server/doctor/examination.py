"""The stores and the address, one family of checks after the other, then what the apps themselves reconcile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.module_loading import autodiscover_modules

from joren.server import checkup
from joren.server.checkup import Finding
from joren.server.doctor import agreement, database, lake, port, spool
from joren.server.doctor.ground import finished
from joren.server.settings.options import Options

#: In this order: what comes first explains what comes later.
_FAMILIES: dict[str, Callable[[Options], Iterable[Finding]]] = {
    "database": database.look,
    "spool": spool.look,
    "lake": lake.look,
    "agreement": agreement.look,
    "port": port.look,
}


def examine(options: Options) -> Iterator[Finding]:
    """What needs Django: everything that was looked at, good and bad."""
    for name, look in _FAMILIES.items():
        yield from finished(name, lambda look=look: look(options))  # type: ignore[misc]
    if database.is_ready(options):
        autodiscover_modules("checks")
        for name, reconcile in checkup.registered().items():
            yield from finished(name, reconcile)
