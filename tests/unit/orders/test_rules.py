"""The rules that need the whole shop."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joren.clock import FixedClock
from joren.errors import InputError
from joren.orders import Reason, read_orders
from joren.orders.zones import to_local, to_utc
from tests.unit.orders.reading import balances, bought, left_out, orders_in, read, went_back


def test_the_report_is_in_the_currency_of_most_orders(tmp_path: Path) -> None:
    text = "customer,date,amount,currency\nA,2024-01-05,5,JPY\nB,2024-01-05,500,JPY\nC,2024-01-05,7,USD\n"
    orders = read(tmp_path, text)
    assert orders.currency == "JPY"
    assert bought(orders) == [("A", "2024-01-05", 5), ("B", "2024-01-05", 500), ("C", "2024-01-05", None)]
    assert any("USD" in note for note in orders.account.notes)
    rated = read(tmp_path, text, rates={"USD": 150.4})
    assert ("C", "2024-01-05", 1053) in bought(rated)
    assert not any("USD" in note for note in rated.account.notes)
    dollars = read(tmp_path, text, currency="USD", rates={"JPY": 0.01})
    assert bought(dollars) == [("A", "2024-01-05", 5), ("B", "2024-01-05", 500), ("C", "2024-01-05", 700)]


def test_an_export_without_currency_takes_the_one_given(tmp_path: Path) -> None:
    text = "customer,date,amount\nA,2024-01-05,5\n"
    assert (read(tmp_path, text, currency="EUR").currency, bought(read(tmp_path, text, currency="EUR"))[0][2]) == (
        "EUR",
        500,
    )
    assert read(tmp_path, text.replace("5\n", "£5\n")).currency == "GBP"
    assert read(tmp_path, text).currency == "XXX"


def test_the_shops_day_counts(tmp_path: Path) -> None:
    text = "customer,date,amount\nA,2024-06-30 23:30:00,5\nB,2024-06-30 23:30:00Z,5\nC,2024-12-31 23:30:00 +0000,5\n"
    orders = read(tmp_path, text, time_zone="Europe/London")
    assert bought(orders) == [("A", "2024-06-30", 500), ("B", "2024-07-01", 500), ("C", "2024-12-31", 500)]
    moments = {row["customer_id"]: row["ordered_at"] for row in orders_in(orders).values()}
    assert moments["A"] == datetime(2024, 6, 30, 22, 30)  # noqa: DTZ001
    assert moments["B"] == datetime(2024, 6, 30, 23, 30)  # noqa: DTZ001


_zones = st.sampled_from(
    ["Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu"]
)
_connection = ibis.duckdb.connect()


@settings(max_examples=60, deadline=None)
@given(zone=_zones, moment=st.datetimes(datetime(1991, 1, 1), datetime(2025, 1, 1)))  # noqa: DTZ001
def test_zones_agree_with_the_zone_database(zone: str, moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    here = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    sql = _connection.compile(ibis.literal(moment).pipe(to_local, zone, moment, moment).name("x").as_table())
    assert _connection.con.execute(sql).fetchall()[0][0] == here
    back = here.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    sql = _connection.compile(ibis.literal(here).pipe(to_utc, zone, moment, moment).name("x").as_table())
    assert _connection.con.execute(sql).fetchall()[0][0] == back


def test_the_same_order_in_a_later_file_counts_once(tmp_path: Path) -> None:
    header = "order,customer,date,amount,status\n"
    (tmp_path / "a.csv").write_text(header + "1,A,2024-01-05,5,pending\n2,B,2024-01-06,6,paid\n3,C,2024-01-07,7,paid\n")
    (tmp_path / "b.csv").write_text(header + "1,A,2024-01-05,5,paid\n3,C,2024-01-07,7,cancelled\n2,B,broken,1,paid\n")
    orders = read_orders([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert bought(orders) == [("A", "2024-01-05", 500), ("B", "2024-01-06", 600)]
    assert left_out(orders) == {Reason.UNPAID: 1, Reason.SAME_ORDER: 1, Reason.CANCELLED: 1, Reason.BAD_DATE: 1}
    assert balances(orders)


def test_rows_without_number_that_stand_in_two_files_count_once(tmp_path: Path) -> None:
    header = "customer,date,amount\n"
    (tmp_path / "a.csv").write_text(header + "A,2024-01-05,5\nA,2024-01-05,5\nB,2024-01-06,6\n")
    (tmp_path / "b.csv").write_text(header + "A,2024-01-05,5\nC,2024-01-07,7\n")
    orders = read_orders([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert [who for who, _day, _value in bought(orders)] == ["A", "A", "B", "C"]
    assert left_out(orders) == {Reason.SAME_ORDER: 1}


def test_orders_after_the_day_are_left_out(tmp_path: Path) -> None:
    text = "order,customer,date,amount,refund,refund date\n1,A,2024-01-05,5,2,2024-02-05\n2,B,2024-02-01,6,,\n"
    orders = read(tmp_path, text, as_of=date(2024, 1, 31))
    assert (bought(orders), went_back(orders)) == ([("A", "2024-01-05", 500)], [])
    assert left_out(orders) == {Reason.AFTER_AS_OF: 1}
    assert orders.as_of == date(2024, 1, 31)
    with pytest.raises(InputError, match="after the day"):
        read(tmp_path, text, as_of=date(2023, 1, 1))


def test_the_future_begins_a_day_after_now(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2024, 1, 5, 12, tzinfo=UTC))
    text = "customer,date,amount\nA,2024-01-06 11:00,5\nB,2024-01-06 13:00,5\nC,1989-12-31,5\n"
    orders = read(tmp_path, text, clock=clock)
    assert [who for who, _day, _value in bought(orders)] == ["A"]
    assert left_out(orders) == {Reason.IMPOSSIBLE_DATE: 2}


def test_guests_are_known_by_address_then_by_telephone(tmp_path: Path) -> None:
    text = (
        "order,customer id,email,phone,date,amount\n1,7,A@x.com,,2024-01-01,1\n2,,a@X.com ,,2024-01-02,1\n"
        "3,,b@x.com,555 01-02,2024-01-03,1\n4,,,(555) 0102,2024-01-04,1\n5,,,,2024-01-05,1\n"
    )
    found = {number: row["customer_id"] for number, row in orders_in(read(tmp_path, text)).items()}
    assert found == {"1": "7", "2": "7", "3": "b@x.com", "4": "5550102", "5": None}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    read(tmp_path, "customer,date,amount\nA,2024-01-05,5\n", progress=lambda stage, _share=None: told.append(stage))
    assert told
