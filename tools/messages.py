"""Keep the message catalogs in step with the code: `python tools/messages.py`.

Collects every marked text of the package into `src/joren/locale/*/LC_MESSAGES/joren.po`, keeps the translations that
still fit, drops the rest and compiles. Click's own words, which the command line shows too, stand in CLICK.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/joren"
TRANSLATED = ("ja", "zh_Hans")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "mark": None
}  # fmt: skip


def django_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterable[Any]:
    """The texts of a Django template, which Django itself turns into something like Python for this purpose."""
    python = templatize(file.read().decode("utf-8"))
    flush = "\n".join(line.lstrip() for line in python.splitlines())
    return extract_python(BytesIO(flush.encode()), keywords, comment_tags, options)


METHODS: list[tuple[str, Any]] = [
    ("**.py", "python"), ("report/page/**.html", "jinja2"), ("server/**.html", django_template)
]  # fmt: skip
OPTIONS = {"report/page/**.html": {"trimmed": "true", "silent": "false"}}

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

#: Texts of Click that a user of ours meets, those with a plural as pairs. They are looked up in our catalogs too
#: (joren.cli.languages).
CLICK: tuple[str | tuple[str, str], ...] = (
    "Usage:", "Options", "Commands", "Arguments", "Error: {message}", "Show this message and exit.",
    "Try '{command} {option}' for help.", "No such option: {name}", "No such option {name!r}.",
    "No such command {name!r}.", "Missing argument", "Missing option", "Missing parameter",
    "Invalid value: {message}", "Invalid value for {param_hint}: {message}",
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    "Option {name!r} does not take a value.", "{name} {filename!r} is a directory.",
    "{name} {filename!r} is not writable.", "default: {default}", "required", "Aborted!", "file", "path", "Path",
    "Could not open file {filename!r}: {message}",
)  # fmt: skip


def collected() -> Catalog:
    """Every text that the package shows, with where it stands."""
    catalog = Catalog(project="Joren", charset="utf-8")
    found = extract_from_dir(PACKAGE, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _line, message, comments, context in found:
        catalog.add(message, None, [(f"src/joren/{file}", 0)], auto_comments=comments, context=context)
    for message in CLICK:
        catalog.add(message, None, [("click", 0)])
    return catalog


def po_file(locale: str) -> Path:
    """Where the translations of a locale stand."""
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "joren.po"


def read(locale: str) -> Catalog:
    """The translations of a locale as they are now."""
    file = po_file(locale)
    if not file.exists():
        return Catalog(locale=locale)
    with file.open("rb") as source:
        return read_po(source, locale=locale)


def missing(locale: str) -> Iterator[str]:
    """The texts that have no translation yet, or only a guessed one."""
    known = read(locale)
    for message in collected():
        if not message.id:
            continue
        translation = known.get(message.id, message.context)
        if translation is None or translation.fuzzy or not _complete(translation.string):
            yield message.id if isinstance(message.id, str) else message.id[0]


def _complete(string: str | Sequence[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


def update(locale: str) -> int:
    """Bring one catalog in step; returns how many texts still need translating."""
    catalog = read(locale)
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.fuzzy = "Joren", "", False
    catalog.header_comment = f"# Joren in {catalog.locale_identifier}. Terms are those of docs/glossary.md."
    catalog.creation_date = catalog.revision_date = EPOCH  # a date would make every run a change
    file = po_file(locale)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=110, sort_output=True, no_location=True)
    return sum(1 for _ in missing(locale))


def main() -> int:
    """Update and compile all catalogs; the exit status is 1 while translations are missing."""
    left = {locale: update(locale) for locale in TRANSLATED}
    sys.path.insert(0, str(ROOT))
    from build_catalogs import compile_catalogs  # noqa: PLC0415

    compile_catalogs(ROOT)
    for locale, count in left.items():
        print(f"{locale}: {count} texts to translate")  # noqa: T201
    return int(any(left.values()))


if __name__ == "__main__":
    raise SystemExit(main())
