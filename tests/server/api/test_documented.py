"""What the how-tos say of the API is what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
HOW_TO = (ROOT / "docs/howto/use-the-api.md").read_text("utf-8")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|\n").split("|")]


def test_the_table_of_roles(_django: Path) -> None:
    from joren.server.accounts.access import MATRIX, Data, Way

    table = HOW_TO.split("| role |")[1].split("\n\n")[0].splitlines()
    columns = _cells(table[0])
    said = {cells[0]: dict(zip(columns, cells[1:], strict=True)) for cells in map(_cells, table[2:])}
    assert said == {
        role.value: {
            data.value: ", ".join(way.value for way in Way if way in MATRIX[role][data]) or "–" for data in Data
        }
        for role in MATRIX
    }


def test_every_scope(_django: Path) -> None:
    from joren.server.api.callers import SCOPES

    assert set(re.findall(r"`(\w+:\w+)`", HOW_TO)) == set(SCOPES)


def test_every_code(_django: Path) -> None:
    told = set(re.findall(r"`([\w.]+)`", "".join(re.findall(r"^\| \d+ \|([^|]*)\|", HOW_TO, re.MULTILINE))))
    used = {"input", "keys.name", "webhooks.url", "webhooks.events"}  # of what an action refuses
    for file in (ROOT / "src/joren/server/api").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ApiError":
                used |= {leaf.value for leaf in ast.walk(node.args[1]) if isinstance(leaf, ast.Constant)}
    from joren.server.api.errors import of_status

    used |= {of_status(status).code for status in (400, 404, 405, 413)}
    used -= {"."}
    assert {code for code in used if isinstance(code, str)} == told


def test_the_plan_of_tries() -> None:
    from joren.server.webhooks.plan import PATIENCE, PAUSES

    text = (ROOT / "docs/howto/receive-webhooks.md").read_text("utf-8")
    assert f"tried {('ten' if len(PAUSES) == 9 else '?')} times" in text
    assert [each.total_seconds() / 3600 for each in PAUSES[3:]] == [2, 5, 10, 14, 20, 22]
    assert "2, 5, 10, 14, 20 and 22 hours" in text
    assert (PATIENCE.days, "nothing for five days" in text) == (5, True)


def test_the_example_of_a_receiver(_django: Path) -> None:
    from joren.server import clock
    from joren.server.webhooks.signing import headers_of, new_secret

    text = (ROOT / "docs/howto/receive-webhooks.md").read_text("utf-8")
    names: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], names)  # noqa: S102  (the example itself)
    secret, body = new_secret(), b'{"type":"webhook.test"}'
    told = names["receive"](secret, dict(headers_of("msg_1", clock.now(), body, [secret])), body)
    assert told == {"type": "webhook.test"}
