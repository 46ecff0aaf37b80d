"""`joren report`, as a person at a shell meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ORDERS = """customer,date,amount
ann@example.com,2026-01-05,20.00
ann@example.com,2026-02-09,25.00
bob@example.com,2026-01-07,10.50
cho@example.com,2026-03-02,99.99
"""


def joren(*arguments, language="en", cwd=None, **environment):
    """Run the program as the shell does."""
    return subprocess.run(
        [Path(sys.executable).with_name("joren"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "LANGUAGE": language, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def orders(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    return file


def test_prints_a_table_and_says_nothing_on_standard_error(orders):
    ran = joren("report", orders)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Average order value" in ran.stdout
    assert "62.50" in ran.stdout  # of the two orders in the last 30 days


def test_prints_the_same_as_json(orders):
    ran = joren("report", orders, "--json")
    report = json.loads(ran.stdout)
    assert report["about"]["orders"] == 4
    assert report["about"]["customers"] == 3
    assert {figure["key"]: figure["value"] for figure in report["figures"]}["repeat_purchase_rate"] is not None


EVENTS = """occurred_at,name,customer_id,page_url,order_id,revenue
2026-02-27T10:00:00Z,page_viewed,ann@example.com,https://shop.example/sale,,
2026-02-27T10:01:00Z,product_viewed,ann@example.com,https://shop.example/p/1,,
2026-02-27T10:02:00Z,product_added,ann@example.com,,,
2026-02-27T10:05:00Z,order_completed,ann@example.com,,1,25.00
2026-03-02T10:00:00Z,page_viewed,dan@example.com,https://shop.example/sale,,
"""


def test_events_add_how_visits_become_orders(orders, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(EVENTS)
    ran = joren("report", orders, "--events", events, "--json")
    visits = json.loads(ran.stdout)["visits"]
    assert {figure["key"]: figure["value"] for figure in visits["figures"]}["session_conversion"] == 0.5
    assert [step["count"] for step in visits["funnels"][0]["steps"]] == [1, 1, 1]
    assert visits["journey"]["drop_offs"][0]["state"] == "landing"
    shown = joren("report", orders, "--events", events, "--out", tmp_path / "report.html")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "How visits become orders" in shown.stdout
    assert "/sale" in (tmp_path / "report.html").read_text("utf-8")
    assert json.loads(joren("report", orders, "--json").stdout)["visits"] is None


def test_events_that_say_nothing_are_an_error(orders, tmp_path):
    (tmp_path / "events.csv").write_text("when,what\n1,2\n")
    ran = joren("report", orders, "--events", tmp_path / "events.csv")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "No column of the events is occurred_at, name, customer_id" in ran.stderr


def test_writes_the_page_and_the_lists_beside_it(orders, tmp_path):
    ran = joren("report", orders, "--out", tmp_path / "out" / "report.html")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "out/report.html").read_text("utf-8").startswith("<!doctype html>")
    assert "ann@example.com" in (tmp_path / "out/report-lists/repeat.csv").read_text("utf-8-sig")
    assert "report.html" in ran.stdout


def test_writes_what_could_not_be_read_with_the_reason(orders, tmp_path):
    orders.write_text(ORDERS + "dee@example.com,someday,5.00\n")
    ran = joren("report", orders, "--out", tmp_path / "report.html")
    assert ran.returncode == 0, ran.stderr
    rejected = (tmp_path / "report-lists/rejected.csv").read_text("utf-8-sig")
    assert "someday" in rejected
    assert "bad_date" in rejected
    assert "rejected.csv" in ran.stdout


def test_writes_which_orders_do_not_count_and_why(orders, tmp_path):
    orders.write_text(
        "order,customer,date,amount,status\n1,ann,2026-01-05,20,paid\n2,=bob,2026-01-06,30.50,cancelled\n3,ann,2026-02-01,9,paid\n"
    )
    ran = joren("report", orders, "--currency", "EUR", "--out", tmp_path / "report.html")
    assert ran.returncode == 0, ran.stderr
    rows = (tmp_path / "report-lists/set-aside.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].replace('"', "").startswith("orders.csv,2,'=bob,2026-01-06,30.5,cancelled,")
    assert not (tmp_path / "report-lists/rejected.csv").exists()
    assert "set-aside.csv" in ran.stdout


def test_orders_after_the_day_asked_for_do_not_count(orders):
    ran = joren("report", orders, "--json", "--as-of", "2026-02-01")
    assert json.loads(ran.stdout)["about"]["orders"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give at least one order export"),
        (("--sample", "orders.csv"), "Give at least one order export"),
        (("--as-of", "tomorrow", "orders.csv"), "“tomorrow” is no day"),
        (("--time-zone", "Mars/Olympus", "orders.csv"), "no time zone"),
        (("--currency", "pounds", "orders.csv"), "no currency"),
        (("--rates", "USD", "orders.csv"), "no form like name=value"),
        (("--rates", "USD=much", "orders.csv"), "“much” is no number"),
        (("--map", "customer", "orders.csv"), "no form like name=value"),
        (("--nonsense", "orders.csv"), "--nonsense"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(orders, arguments, said):
    ran = joren("report", *arguments, cwd=orders.parent)
    assert ran.returncode == 2, ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "missing.csv"), (b"", "empty"), (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "orders"), (b"a,b\n1,2\n", "a")],
    ids=["missing", "empty", "picture", "unknown columns"],
)
def test_what_cannot_be_read_ends_with_1_and_says_why(tmp_path, content, said):
    file = tmp_path / ("missing.csv" if content is None else "orders.csv")
    if content is not None:
        file.write_bytes(content)
    ran = joren("report", file)
    assert ran.returncode == 1
    assert ran.stderr.startswith("Sorry: ")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_page_that_cannot_be_written_is_said_so(orders, tmp_path):
    (tmp_path / "file").write_text("")
    ran = joren("report", orders, "--out", tmp_path / "file" / "report.html")
    assert ran.returncode == 1
    assert "report.html" in ran.stderr


def test_an_unknown_engine_is_said_so(orders):
    ran = joren("report", orders, "--engine", "oracle")
    assert ran.returncode == 1
    assert "spark://host:7077" in ran.stderr


@pytest.mark.parametrize(("language", "word"), [("ja", "維持率"), ("zh", "留存率")])
def test_speaks_the_language_asked_for(orders, language, word):
    assert word in joren("report", orders, "--language", language).stdout
    assert word in joren("report", orders, language=language).stdout


@pytest.mark.parametrize(("language", "usage"), [("en", "Usage:"), ("ja", "使い方"), ("zh", "用法")])
def test_helps_in_the_language_of_the_environment(language, usage):
    ran = joren("report", "--help", language=language)
    assert ran.returncode == 0
    assert usage in ran.stdout


def test_a_reader_that_stops_reading_is_no_failure(orders):
    command = f"'{Path(sys.executable).with_name('joren')}' report '{orders}' --json | head -c 10"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
