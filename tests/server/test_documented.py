"""What can be set, answered or refused stands in the documents."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from joren.events import Reason
from joren.server.settings.options import Options, from_environment

ROOT = Path(__file__).parents[2]


def test_every_setting_is_in_the_how_to_with_its_default() -> None:
    text = (ROOT / "docs/howto/run-joren.md").read_text("utf-8")
    lines = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| `JOREN_")}
    assert set(lines) == {f"`JOREN_{field.name.upper()}`" for field in fields(Options)}
    for name in ("data", "host", "port"):
        assert f"`{getattr(Options, name)}`" in lines[f"`JOREN_{name.upper()}`"]


def test_every_answer_of_the_collector_is_in_the_how_to() -> None:
    text = (ROOT / "docs/howto/run-joren.md").read_text("utf-8")
    for status in (200, 400, 401, 413, 415, 503):
        assert f"| {status} |" in text


def test_every_reason_has_words_on_the_page(_django: Path) -> None:
    from joren.server.console.intake.words import reason_in_words

    assert len({reason_in_words(reason) for reason in Reason}) == len(Reason)


def test_the_models_have_no_change_without_a_migration(_django: Path) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "bad",
    [
        {"JOREN_PORT": "0"}, {"JOREN_PORT": "http"}, {"JOREN_PUBLIC_URL": "joren.example.com"},
        {"JOREN_REACHABLE_NETWORKS": "10.0.0.0/8 and home"},
    ],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(Exception, match=next(iter(bad))):
        from_environment(bad)
