"""The front process. It knows no Django: events are taken in whatever the pages are doing."""

from __future__ import annotations

import asyncio
import sys

from joren import language
from joren.collector.serve import Front, serve
from joren.errors import JorenError
from joren.server.settings.logs import start_logging
from joren.server.settings.options import from_environment


def main() -> int:
    """Run as a process."""
    language.speak(language.from_environment())
    options = from_environment()
    start_logging(options.log, "front")
    front = Front(
        host=options.host,
        port=options.port,
        spool=options.spool,
        keys=options.write_keys,
        behind=options.socket,
        trusted_proxy=options.behind_proxy,
    )
    try:
        asyncio.run(serve(front))
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
