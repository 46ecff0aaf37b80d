"""Amounts as shops write them: `1,234.50`, `1.234,50`, `¥1,200`, `￥１,２００`, `(12.00)`, `12-`, `R$ 9,90`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WIDE = "０１２３４５６７８９，．－＋（）　−–’"
_NARROW = "0123456789,.-+() --'"

# A sign, a currency of up to five characters before or after, digits with separators, brackets for a debit.
_SHAPE = r"^\(?\s*[-+]?\s*[^0-9.,()+%-]{0,5}\s*[-+]?\s*([0-9][0-9.,'' ]*|[.,][0-9]+)\s*-?\s*[^0-9.,()+%-]{0,5}\s*\)?$"

NUMBER_MACROS = (
    # The last of the two separators is the decimal one. A single one that cuts off three digits groups thousands,
    # unless the column writes its decimals with it.
    """CREATE OR REPLACE TEMP MACRO joren_digits(digits, comma) AS
        CASE WHEN contains(digits, ',') AND contains(digits, '.') THEN
                CASE WHEN strpos(reverse(digits), '.') < strpos(reverse(digits), ',') THEN replace(digits, ',', '')
                     ELSE replace(replace(digits, '.', ''), ',', '.') END
             WHEN contains(digits, ',') THEN
                CASE WHEN regexp_matches(digits, '^\\d{1,3}(,\\d{3}){2,}$')
                       OR (NOT comma AND regexp_matches(digits, '^\\d{1,3},\\d{3}$')) THEN replace(digits, ',', '')
                     ELSE replace(digits, ',', '.') END
             WHEN regexp_matches(digits, '^\\d{1,3}(\\.\\d{3}){2,}$')
               OR (comma AND regexp_matches(digits, '^\\d{1,3}\\.\\d{3}$')) THEN replace(digits, '.', '')
             ELSE digits END""",
    f"""CREATE OR REPLACE TEMP MACRO joren_number_of(cell, comma) AS
        CASE WHEN regexp_matches(cell, '{_SHAPE}') THEN
            try_cast(joren_digits(regexp_replace(cell, '[^0-9.,]', '', 'g'), comma) AS DOUBLE)
            * CASE WHEN contains(cell, '-') OR starts_with(cell, '(') THEN -1 ELSE 1 END END""",
    f"""CREATE OR REPLACE TEMP MACRO joren_number(raw, comma) AS
        joren_number_of(trim(translate(raw, '{_WIDE}', '{_NARROW.replace("'", "''")}')), comma)""",
)

_COMMA = re.compile(r"\d,\d{1,2}\D*$|\d\.\d{3},\d")
_POINT = re.compile(r"\d\.\d{1,2}\D*$|\d,\d{3}\.\d")


def writes_commas(sample: Iterable[str]) -> bool:
    """Whether a column writes its decimals with commas, by some of its cells."""
    cells = [cell for cell in sample if cell]
    return sum(map(bool, map(_COMMA.search, cells))) > sum(map(bool, map(_POINT.search, cells)))


_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "円": "JPY",
    "￥": "JPY",
    "¥": "JPY",
    "元": "CNY",
    "₹": "INR",
    "₩": "KRW",
    "R$": "BRL",
    "$": "USD",
}


def currency_of_signs(sample: Iterable[str]) -> str | None:
    """The currency that the signs beside the amounts mean, when all mean the same."""
    found = {next((code for sign, code in _SIGNS.items() if sign in cell), None) for cell in sample if cell}
    return found.pop() if len(found) == 1 else None
