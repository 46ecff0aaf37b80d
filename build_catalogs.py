"""Compile the message catalogs when the package is built or installed in place."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogs(root):
    for po in sorted(Path(root, "src/joren/locale").glob("*/LC_MESSAGES/joren.po")):
        with po.open("rb") as source:
            catalog = read_po(source)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)


class CatalogHook(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_catalogs(self.root)
