"""Makes an assembled script smaller: names that only it knows become short, numbers stand where they are used.

A name is shortened wherever it stands, so that it matters not in which function it was made. One that is also a
property's name somewhere, or a name of the browser's own, is left alone: from here they look alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from string import ascii_letters

#: A text, or a regular expression where only an expression may begin.
_LITERAL = re.compile(
    r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=[(=!&|,:?])/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"""
)
_WORD = re.compile(r"(?<![\w$])[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"const ([A-Z][A-Z_]*)=([\d.]+(?:e\d+)?);")
#: A comma after the last member of a list, which only the next line of the source is the better for.
_LAST_COMMA = re.compile(r",(?=[}\])])")


#: Where names are made: declarations, parameters of functions and arrows.
_MADE = re.compile(
    r"(?:const|let|function|class) ([\w$]+)|function [\w$]*\(([\w$,=.]*)\)|\(([\w$,=.]+)\)=>|catch\(([\w$]+)\)"
)
#: The names in such a list, without what stands for a missing value.
_FIRST = re.compile(r"(?:^|,)(?:\.\.\.)?([A-Za-z_$][\w$]*)")
#: What the browser has under these names may be meant.
_BROWSERS_OWN = {
    "document", "event", "history", "length", "location", "name", "navigator", "performance", "screen", "self",
    "status", "stop", "top", "window",
}  # fmt: skip


def shorten(script: str) -> str:
    """The minified `script`, shorter."""
    script = _with_numbers_in_place(script)
    code = _LITERAL.sub("''", script)
    words = set(_WORD.findall(script))
    made = {name for found in _MADE.findall(code) for part in found for name in _FIRST.findall(part)} - _BROWSERS_OWN
    short = _short_names(words)
    by_use = sorted(made & words, key=lambda name: (-len(_uses(name, code)), name))
    shorter = {name: next(short) for name in by_use if len(name) > 2 and not _is_property(name, code)}
    return _in_code(script, lambda text: _LAST_COMMA.sub("", _WORD.sub(lambda word: _renamed(word, shorter), text)))


def _with_numbers_in_place(script: str) -> str:
    numbers = dict(_NUMBER.findall(script))
    return _in_code(_NUMBER.sub("", script), lambda text: _WORD.sub(lambda word: numbers.get(word[0], word[0]), text))


def _uses(name: str, code: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<![\w$]){name}(?![\w$])", code))


def _is_property(name: str, code: str) -> bool:
    """Whether it stands after a point, before a colon, or where an object's or pattern's member is named."""
    for use in _uses(name, code):
        before, after = code[: use.start()], code[use.end() :]
        if (before.endswith(".") and not before.endswith("...")) or after.startswith(":"):
            return True
        if before.endswith(("{", ",")) and after.startswith((",", "}")):
            return True
    return False


def _short_names(taken: set[str]) -> Iterator[str]:
    """Names of one letter, then of two, that stand for nothing yet."""
    for size in (1, 2):
        for letters in product(ascii_letters, repeat=size):
            name = "".join(letters)
            if name not in taken and name not in {"as", "do", "if", "in", "is", "of"}:
                yield name


def _renamed(word: re.Match[str], shorter: dict[str, str]) -> str:
    return shorter.get(word[0], word[0])


def _in_code(script: str, change: Callable[[str], str]) -> str:
    """Change everything but literals."""
    changed, at = [], 0
    for literal in _LITERAL.finditer(script):
        changed += [change(script[at : literal.start()]), literal[0]]
        at = literal.end()
    return "".join([*changed, change(script[at:])])
