"""Makes one classic script of the plain ES modules in `storefront-sdk/`, without a build step.

The modules keep to a subset that needs no parser: imports and exports by name, one per line or list, only from files
beside them, and no two modules have a name in common. They are put one after the other, in the order in which they need
each other, inside one function.
"""

from __future__ import annotations

import re
from pathlib import Path

from rjsmin import jsmin

from joren.server.storefront.shorten import shorten

_IMPORT = re.compile(r"^import \{([^}]*)\} from '\./([\w-]+\.js)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE)
_NAME = re.compile(r"^(export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class AssemblyError(ValueError):
    """The modules do not keep to the subset; says which and what."""


def assemble(entry: Path) -> bytes:
    """The script that `entry` and the modules it imports make, minified."""
    modules: dict[str, str] = {}
    _collect(entry, modules, [])
    _check_names(modules)
    body = "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in modules.values())
    if left := _LEFT.search(body):
        raise AssemblyError(f"“{left[0]}” is a form of import or export that cannot be put together here.")
    return f"(()=>{{'use strict';{shorten(str(jsmin(body)).strip())}}})();\n".encode()


def _collect(file: Path, modules: dict[str, str], above: list[str]) -> None:
    """Add a module after those that it needs."""
    if file.name in above:
        raise AssemblyError(f"The modules import each other in a circle: {' › '.join([*above, file.name])}.")
    if file.name in modules:
        return
    text = file.read_text("utf-8")
    for names, other in _IMPORT.findall(text):
        _collect(file.with_name(other), modules, [*above, file.name])
        offered = {name for is_exported, name in _NAME.findall(modules[other]) if is_exported}
        wanted = {name.strip() for name in names.split(",") if name.strip()}
        if wanted - offered:
            raise AssemblyError(f"{file.name} imports {', '.join(sorted(wanted - offered))}, not exported by {other}.")
    modules[file.name] = text


def _check_names(modules: dict[str, str]) -> None:
    owner: dict[str, str] = {}
    for module, text in modules.items():
        for _, name in _NAME.findall(text):
            if owner.setdefault(name, module) != module:
                raise AssemblyError(f"{module} and {owner[name]} both have a {name} of their own.")
