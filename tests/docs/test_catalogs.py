"""Every text is translated, with the same placeholders and in the words of the glossary."""

import re
import string
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402

LOCALES = messages.TRANSLATED
COLUMN = {"ja": 1, "zh_Hans": 2}


def pairs(locale):
    """Each English text with each of its translations."""
    for message in messages.read(locale):
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            yield ids, strings


def placeholders(text):
    named = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} if "%(" not in text else set()
    )
    return named | set(re.findall(r"%\((\w+)\)", text))


def terms():
    rows = [line.strip("|").split("|") for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 4][2:]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_lacks_a_translation(locale):
    assert list(messages.missing(locale)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_of_a_text_that_is_gone(locale):
    current = {message.id if isinstance(message.id, str) else message.id[0] for message in messages.collected()}
    assert [ids[0] for ids, _ in pairs(locale) if ids[0] not in current] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_the_placeholders(locale):
    wrong = [
        (ids[-1], translation)
        for ids, strings in pairs(locale)
        for translation in strings
        if placeholders(translation) != placeholders(ids[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_the_glossary_forbids_do_not_occur(locale):
    forbidden = [term[3] for term in terms() if term[3]]
    assert forbidden, "the glossary names at least 内部留保率"
    assert [s for _, strings in pairs(locale) for s in strings if any(word in s for word in forbidden)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_terms_are_translated_as_the_glossary_says(locale):
    checked = (
        "retention rate",
        "churn rate",
        "repeat purchase",
        "average order value",
        "cohort",
        "customer lifetime value",
    )
    wrong = [
        (term[0], ids[-1], translation)
        for term in terms()
        if term[0] in checked
        for ids, strings in pairs(locale)
        for translation in strings
        if re.search(rf"\b{term[0]}s?\b", ids[-1], re.IGNORECASE) and term[COLUMN[locale]] not in translation
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_left_in_english(locale):
    # Names, formulas and shell words stay; a whole sentence in Latin letters was forgotten.
    left = [
        strings[0]
        for _, strings in pairs(locale)
        if re.fullmatch(r"[\x00-\x7f“”…–]+", strings[0]) and len(re.findall(r"[A-Za-z]{3,}", strings[0])) > 4
    ]
    assert left == []
