"""The JSDoc types of the tracker's modules hold, strictly."""

from __future__ import annotations

from tests.clients.conftest import HERE, Node


def test_the_modules_have_no_type_error(node: Node) -> None:
    modules = HERE.parents[1] / "storefront-sdk"
    node.run("node_modules/typescript/bin/tsc", "--project", str(modules))
