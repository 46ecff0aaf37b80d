"""Write the reference from the code: `python tools/reference.py` (or `--check` to see whether it is current)."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from joren import language

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/reference"
MODULES = ("joren.metrics", "joren.segments", "joren.clv", "joren.orders", "joren.engine")
MADE = "<!-- Made from the code by `make reference`; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Every page of the reference: file name and text."""
    language.speak("en")
    return {
        "cli.md": cli_page(), "library.md": library_page(), "report-json.md": json_page(), "api.md": api_page()
    }  # fmt: skip


def cli_page() -> str:
    """Every command with its help."""
    from joren.cli.app import joren  # noqa: PLC0415  (after the language is set)

    parts = [MADE + "# Commands\n"]
    for path, command in commands(joren, "joren"):
        context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
        parts.append(f"## `{path}`\n\n```\n{command.get_help(context)}\n```\n")
    parts.append("Exit status: 0 when it worked, 1 when it failed and said why, 2 for wrong use.\n")
    return "\n".join(parts)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from commands(child, f"{path} {name}")


def library_page() -> str:
    """Every public name of the library with its signature and docstring."""
    parts = [MADE + "# Library\n", "`import joren` gives `read_orders`, `Report`, `metrics`, `segments` and `clv`.\n"]
    report = importlib.import_module("joren.report").Report
    parts.append("## joren.Report\n\n" + entry("Report", report))
    for name in MODULES:
        module = importlib.import_module(name)
        parts.append(f"## {name}\n\n{text_of(module)}\n")
        parts += [entry(public, getattr(module, public)) for public in public_names(module)]
    return "\n".join(parts)


def public_names(module: ModuleType) -> list[str]:
    """What a module offers, without what it passes on from elsewhere."""
    return [name for name in module.__all__ if not inspect.ismodule(getattr(module, name))]


def entry(name: str, thing: Any) -> str:
    """One name: heading, signature, docstring, and for a class its public methods."""
    if not callable(thing):
        return f"### `{name}`\n"
    lines = [f"### `{name}{signature(thing)}`\n\n{text_of(thing)}\n"]
    if inspect.isclass(thing):
        lines += [
            f"- `.{key}{signature(value)}`: {first_line(value)}\n"
            for key, value in inspect.getmembers(thing, lambda m: inspect.isfunction(m) or isinstance(m, property))
            if not key.startswith("_") and first_line(value)
        ]
    return "\n".join(lines)


def signature(thing: Any) -> str:
    """How a thing is called; nothing for properties and for what Python cannot tell."""
    if isinstance(thing, property):
        return ""
    try:
        shown = str(inspect.signature(thing)).replace("'", "")
    except (ValueError, TypeError):
        return "(…)"
    shown = re.sub(r"<function ([\w.]*)(<lambda>)? at 0x\w+>", lambda m: "…" if m[2] else m[1], shown)
    shown = re.sub(r"<joren[\w.]*\.(\w+) object at 0x\w+>", r"\1()", shown)
    return re.sub(r"\(self(, )?", "(", re.sub(r"\bjoren(\.\w+)+\.", "", shown))


def text_of(thing: Any) -> str:
    """The docstring, without indentation."""
    return inspect.getdoc(thing) or ""


def first_line(thing: Any) -> str:
    """The first paragraph of the docstring."""
    return " ".join(text_of(thing).split("\n\n")[0].split())


def json_page() -> str:
    """The fields of `joren report --json`."""
    from joren.report import contents  # noqa: PLC0415

    parts = [MADE + "# What `joren report --json` prints\n", text_of(contents) + "\n"]
    for cls in vars(contents).values():
        if isinstance(cls, type) and dataclasses.is_dataclass(cls):
            hints = typing.get_type_hints(cls)
            rows = "\n".join(f"| `{field.name}` | `{plain(hints[field.name])}` |" for field in dataclasses.fields(cls))
            parts.append(f"## {cls.__name__}\n\n{text_of(cls)}\n\n| field | type |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def plain(hint: Any) -> str:
    """A type as a reader of JSON thinks of it."""
    words = str(hint) if typing.get_args(hint) else getattr(hint, "__name__", str(hint))
    return re.sub(r"\b(joren(\.\w+)+|datetime|typing)\.", "", words).replace("|", "or")


def described() -> dict[str, Any]:
    """The API's own description, as /api/v1/openapi.json gives it."""
    from joren.server.processes.prepare import start_django  # noqa: PLC0415

    start_django()
    from joren.server.api.program import api  # noqa: PLC0415  (needs Django's apps)

    return dict(api.get_openapi_schema(path_prefix="api/v1/"))


def api_page() -> str:
    """Every operation and what goes in and out."""
    found = described()
    schemas = found["components"]["schemas"]
    parts = [
        MADE + "# API\n",
        "The same, for programs, is at `/api/v1/openapi.json`. [Use the API](../howto/use-the-api.md) is about it all.",
        "Fields marked ● are null for roles that see no personal data.\n",
    ]
    for tag in dict.fromkeys(
        operation["tags"][0] for methods in found["paths"].values() for operation in methods.values()
    ):
        parts.append(f"## {tag}\n")
        for path, methods in found["paths"].items():
            parts += [operation_text(method, path, each) for method, each in methods.items() if each["tags"][0] == tag]
    parts.append("## What goes in and out\n")
    parts += [schema_text(name, schema) for name, schema in sorted(schemas.items()) if "properties" in schema]
    return "\n".join(parts)


def operation_text(method: str, path: str, operation: dict[str, Any]) -> str:
    """One operation: what it does, what it takes, what it answers."""
    lines = [f"### `{method.upper()} {path}`\n", operation.get("description", operation["summary"]) + "\n"]
    for each in operation["parameters"]:
        what = " ".join(each.get("description", "").split())
        lines.append(f"- `{each['name']}` ({each['in']}{', needed' if each['required'] else ''}): {what}")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        lines.append(f"- body: {schema_name(body)}")
    for status, answer in operation["responses"].items():
        if int(status) < 300:
            content = answer.get("content", {}).get("application/json", {}).get("schema")
            lines.append(f"- answers {status}{': ' + schema_name(content) if content else ''}")
    return "\n".join(lines) + "\n"


def schema_text(name: str, schema: dict[str, Any]) -> str:
    """One schema: its fields."""
    needed = set(schema.get("required", []))
    rows = [
        f"| `{field}`{' ●' if each.get('x-personal') else ''} | {schema_name(each)} "
        f"| {'yes' if field in needed else ''} | {' '.join(each.get('description', '').split()).replace('|', '/')} |"
        for field, each in schema["properties"].items()
    ]
    head = "| field | type | always | |\n|---|---|---|---|"
    return f"### {name}\n\n{schema.get('description', '')}\n\n{head}\n" + "\n".join(rows) + "\n"


def schema_name(schema: dict[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(schema_name(each) for each in schema.get("anyOf") or schema["oneOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {schema_name(schema['items'])}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {schema_name(schema['additionalProperties'])}"
    return str(schema.get("format") or schema.get("type") or "anything")


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = [name for name, text in pages().items() if not current(name, text)]
    if "--check" in arguments:
        print("out of date, run make reference:", *stale) if stale else None  # noqa: T201
        return int(bool(stale))
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def current(name: str, text: str) -> bool:
    """Whether a page stands as the code says."""
    file = FOLDER / name
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
