"""Why a request was not sent."""

from __future__ import annotations

import httpx


class AddressRefusedError(httpx.TransportError):
    """The request would have gone where none may go. Nothing was sent. The text names the host and the reason."""
