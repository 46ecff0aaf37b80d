"""Modules become one script, and what cannot be put together is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from joren.server.storefront.assemble import AssemblyError, assemble
from joren.server.storefront.shorten import shorten

SDK = Path(__file__).parents[3] / "storefront-sdk"
NEEDS_A = "import { a } from './other.js';\n"


def put_together(folder: Path, **modules: str) -> str:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return assemble(folder / "main.js").decode()


def test_a_module_stands_once_and_after_those_it_needs(tmp_path: Path) -> None:
    script = put_together(
        tmp_path,
        main="import { one } from './left.js';\nimport {\n  two,\n} from './right.js';\nshow(one, two);\n",
        left="import { base } from './base.js';\nexport const one = base + 'left';\n",
        right="import { base } from './base.js';\n/** Says two. */\nexport const two = base + 'right';\n",
        base="export const base = 'base'; // the first\n",
    )
    assert script.count("'base'") == 1
    assert script.index("'base'") < script.index("'left'") < script.index("'right'") < script.index("show(")
    assert not re.search(r"\b(import|export|Says|first)\b", script)


@pytest.mark.parametrize(
    ("main", "other", "said"),
    [
        (NEEDS_A, "export const b = 1;\n", "a, not exported by other.js"),
        (NEEDS_A + "const c = 1;\n", "export const a = 1;\nconst c = 2;\n", "both have a c"),
        (NEEDS_A, "import { b } from './main.js';\nexport const a = 1;\n", "circle: main.js › other.js › main.js"),
        ("import * as all from './other.js';\n", "", "import \\* as all"),
        ("export default 1;\n", "", "export default 1"),
    ],
)
def test_says_what_cannot_be_put_together(tmp_path: Path, main: str, other: str, said: str) -> None:
    with pytest.raises(AssemblyError, match=said):
        put_together(tmp_path, main=main, other=other)


def test_properties_texts_and_the_browsers_own_names_stay() -> None:
    script = (
        "const counter=1;const LIMIT=20;function kept(first,event){const wanted={kept:first,counter};"
        "if(/counter|first/.test('counter first LIMIT')&&first.length<LIMIT)event.stop(wanted,);"
        "return location.first;}const longer=(second=false)=>second;"
    )
    short = shorten(script)
    assert len(short) < len(script)
    assert "'counter first LIMIT'" in short
    assert "/counter|first/" in short
    assert "{kept:first,counter}" in short
    assert "event.stop(" in short
    assert "location.first" in short
    assert "<20)" in short
    assert "=false)" in short
    assert "longer" not in short
    assert ",)" not in short


def test_no_module_is_forgotten() -> None:
    reached = set(re.findall(r"from '\./([\w-]+\.js)'", "".join(file.read_text("utf-8") for file in SDK.glob("*.js"))))
    assert {file.name for file in SDK.glob("*.js")} - reached == {"joren.js"}
    assert len(assemble(SDK / "joren.js")) > 5000
