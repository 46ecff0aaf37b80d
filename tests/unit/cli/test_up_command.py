from __future__ import annotations

import importlib.util

import pytest

from joren.cli.app import FAILED, run


@pytest.mark.parametrize("command", [["up"], ["web"], ["worker"], ["keys", "create", "--kind", "write"]])
def test_says_which_extra_is_missing(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert run(command) == FAILED
    assert "pip install 'joren[server]'" in capsys.readouterr().err
