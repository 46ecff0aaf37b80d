"""The address to listen at: free, or ours."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from joren.collector.spool import Spool
from joren.language import gettext as _
from joren.server.checkup import Finding, fine, wrong
from joren.server.doctor.folder import is_made
from joren.server.settings.options import Options


def look(options: Options) -> Iterator[Finding]:
    """The port."""
    where = {"host": options.host, "port": options.port}
    runs = is_made(options) and Spool.at(options.spool).is_locked("writing")
    try:
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        with socket.create_server((options.host, options.port), family=family):
            yield fine("port.free", _("Port {port} at {host} is free.").format(**where))
    except OSError as error:
        if error.errno == errno.EADDRINUSE and runs:
            yield fine("port.ours", _("Joren is running; port {port} at {host} is in use.").format(**where))
            return
        yield wrong(
            "port.taken",
            _("Joren cannot listen at {host}, port {port}: {why}.").format(**where, why=error.strerror),
            _("Choose another with --host and --port."),
        )
