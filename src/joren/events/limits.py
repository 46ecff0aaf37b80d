"""How large a request and an event may be: the limits of the Segment specification, and ours for ids and names."""

from __future__ import annotations

#: Bytes of one event's JSON.
EVENT_BYTES = 32 * 1024
#: Bytes of one request's JSON, after decompression.
BATCH_BYTES = 500 * 1024
#: Characters of a customer id, anonymous id, message id …
ID_CHARACTERS = 255
#: Characters of an event's or page's name.
NAME_CHARACTERS = 500
#: How far ahead of our clock an event may claim to be before its own time is not believed.
FUTURE_SECONDS = 24 * 3600
