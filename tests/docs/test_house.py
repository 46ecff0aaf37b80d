"""The promises that the repository makes about itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "services"}


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_the_pinned_versions_name_no_host():
    assert "://" not in (ROOT / "constraints.txt").read_text()
    assert not [file for file in tracked() if file.name in {"uv.lock", "pylock.toml", "package-lock.json"}]


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT / "src")))
def test_nothing_but_the_clock_asks_what_time_it_is(file):
    if file.name == "clock.py":
        return
    calls = {
        node.attr
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "time"}
        and isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}
    }  # fmt: skip
    assert not calls


def test_files_are_named_for_what_they_hold_and_stay_small():
    assert [file for file in SOURCES if file.stem in VAGUE] == []
    assert [file for file in SOURCES if len(file.read_text("utf-8").splitlines()) > 500] == []


def test_the_reference_is_what_the_code_says():
    ran = subprocess.run(
        [sys.executable, ROOT / "tools/reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_links_between_documents_lead_somewhere():
    broken = [
        (str(page.relative_to(ROOT)), target)
        for page in tracked()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md", "README.zh-Hans.md"])
def test_every_readme_begins_with_the_same_two_commands(readme):
    text = (ROOT / readme).read_text("utf-8")
    first = text.split("```")[1]
    assert re.findall(r"^make \w+", first, re.MULTILINE) == ["make demo", "make test"]


def test_every_option_of_the_report_is_told_in_a_how_to():
    help_text = (ROOT / "docs/reference/cli.md").read_text("utf-8").split("## `joren report`")[1]
    options = set(re.findall(r"--[a-z-]+", help_text)) - {"--help"}
    told = "".join(file.read_text("utf-8") for file in (ROOT / "docs/howto").glob("*.md"))
    assert sorted(option for option in options if option not in told) == []
