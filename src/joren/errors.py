"""The errors that a person reads: what was wrong, where, and what to do about it."""

from __future__ import annotations


class JorenError(Exception):
    """Something the user can put right. Its text is translated and complete: callers print it as it is.

    `code` is stable and never translated, so that programs can tell the cases apart.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InputError(JorenError):
    """A file, table or option that cannot be used as it is."""

    code = "input"
