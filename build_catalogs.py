"""Compile the message catalogs when the package is built or installed in place; a wheel gets the tracker too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogs(root: Path) -> None:
    """Write a compiled .mo beside each .po of the package under `root`.

    Twice, since Django looks for the catalog by another name.
    """
    for po in sorted(Path(root, "src/joren/locale").glob("*/LC_MESSAGES/joren.po")):
        with po.open("rb") as source:
            catalog = read_po(source)
        for name in ("joren.mo", "django.mo"):
            with po.with_name(name).open("wb") as target:
                write_mo(target, catalog)


class CatalogHook(BuildHookInterface[Any]):
    """Hatchling's step before a build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected."""
        compile_catalogs(Path(self.root))
        # They lie at the root, where people look for them; the program finds them there when it is installed in place.
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(Path(self.root, "storefront-sdk"))] = "joren/server/storefront/sdk"
