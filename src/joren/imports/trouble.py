"""Why a row cannot be used."""

from __future__ import annotations

from enum import StrEnum

from joren.language import gettext as _


class Trouble(StrEnum):
    """The reasons, beside those of orders (`joren.orders.Reason`). The values stand in `rejected.csv`."""

    NOBODY = "nobody"
    """No customer id, e-mail address or telephone number that is one."""
    BAD_DATE = "bad_date"
    """A date that the row is about is missing or cannot be read."""
    IMPOSSIBLE_DATE = "impossible_date"
    """A date that the row is about lies in the future or before 2000."""
    BAD_AMOUNT = "bad_amount"
    """A price or a count is no number."""
    BAD_CURRENCY = "bad_currency"
    """The currency is no three-letter code."""
    NO_PRODUCT = "no_product"
    """The row names no product."""
    NO_EVENT = "no_event"
    """The row does not say what happened."""
    NO_CHANNEL = "no_channel"
    """The row does not say for which channel the consent is."""
    BAD_STATE = "bad_state"
    """The row does not say, in words we know, whether the consent was given or refused."""
    BAD_JSON = "bad_json"
    """A cell that should hold JSON does not."""
    TOO_LARGE = "too_large"
    """The row holds more than one event may."""
    BROKEN_ROW = "broken_row"
    """The row has too many or too few cells, or bytes that are no text."""


class RejectedError(Exception):
    """A row cannot be used, for this reason."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def in_words(trouble: Trouble) -> str:
    """The reason, for a person."""
    words = {
        Trouble.NOBODY: _("The row has no customer id, and no e-mail address or telephone number that is one."),
        Trouble.BAD_DATE: _("The date is missing or cannot be read."),
        Trouble.IMPOSSIBLE_DATE: _("The date lies in the future or before 2000."),
        Trouble.BAD_AMOUNT: _("A price or a number is no number."),
        Trouble.BAD_CURRENCY: _("The currency is no three-letter code."),
        Trouble.NO_PRODUCT: _("The row names no product."),
        Trouble.NO_EVENT: _("The row does not say what happened."),
        Trouble.NO_CHANNEL: _("The row does not say for which channel the consent is."),
        Trouble.BAD_STATE: _("The row does not say whether the consent was given or refused."),
        Trouble.BAD_JSON: _("A cell that should hold JSON does not."),
        Trouble.TOO_LARGE: _("The row holds more than one event may (32 KB)."),
        Trouble.BROKEN_ROW: _("The row has too many or too few cells, or bytes that are no text."),
    }
    return words[trouble]
