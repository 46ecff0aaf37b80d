"""Each layout, on a small export with the real headers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from joren.errors import InputError
from joren.orders import Counting, Orders, Reason, read_orders, sample_path
from tests.unit.orders.reading import DATA, balances, bought, left_out, orders_in, people, read, went_back

EXPORTS = DATA / "orders"


def layout(orders: Orders) -> str:
    return orders.account.files[0].layout


def test_shopify() -> None:
    orders = read_orders(EXPORTS / "shopify.csv", time_zone="Asia/Tokyo", rates={"EUR": 1.5})
    assert (layout(orders), orders.currency, orders.as_of) == ("shopify", "USD", date(2024, 1, 7))
    found = orders_in(orders)
    assert sorted(found) == ["#1001", "#1002", "#1004"]
    first = found["#1001"]
    assert first["ordered_at"] == datetime(2024, 1, 4, 23, 0)  # noqa: DTZ001
    assert (first["ordered_on"], first["value"], first["discount"], first["quantity"]) == (
        date(2024, 1, 5),
        9000,
        1000,
        2,
    )
    # 121.00 hold 11.00 of tax: 100.00 of 121.00 are the goods', so half of it back is 50.00.
    assert (found["#1002"]["value"], found["#1002"]["customer_id"]) == (10000, "+819012345678")
    assert (found["#1004"]["value"], found["#1004"]["currency"]) == (1500, "EUR")
    assert went_back(orders) == [
        ("#1002", "+819012345678", "2024-01-06", 5000),
        ("#1004", "cat@example.com", "2024-01-07", 1500),
    ]
    assert left_out(orders) == {Reason.CANCELLED: 1, Reason.UNPAID: 1, Reason.TEST: 1, Reason.NOTHING_PAID: 1}
    assert [one.value for one in orders.account.left_out] == [1000, 1000, 500, None]
    assert people(orders)["ann@example.com"] == ("Ann Lee", "ann@example.com")
    assert balances(orders)
    assert any("refund" in note for note in orders.account.notes)


def test_shopify_when_placed_with_tax_and_shipping() -> None:
    orders = read_orders(EXPORTS / "shopify.csv", counting=Counting(unpaid=True, tax=True, shipping=True))
    found = orders_in(orders)
    assert {number: row["value"] for number, row in found.items()} == {
        "#1001": 10900,
        "#1002": 12100,
        "#1003": 1000,
        "#1004": None,
    }
    assert went_back(orders) == [("#1002", "+819012345678", "2024-01-05", 6050)]


def test_woocommerce_plug_in() -> None:
    orders = read_orders(EXPORTS / "woocommerce_plugin.csv")
    assert (layout(orders), orders.currency) == ("woocommerce", "GBP")
    # Order 102 is a guest's, with the address of customer 7.
    assert bought(orders) == [
        ("+442079460000", "2024-03-06", 4000),
        ("7", "2024-03-01", 2000),
        ("7", "2024-03-02", 1500),
        ("8", "2024-03-05", 1000),
    ]
    assert went_back(orders) == [("105", "8", "2024-03-05", 1000), ("106", "+442079460000", "2024-03-06", 1000)]
    assert left_out(orders) == {Reason.UNPAID: 1, Reason.CANCELLED: 1}
    assert people(orders)["7"] == ("Ann Lee", "ann@example.com")
    assert orders_in(orders)["102"]["discount"] == 500


def test_woocommerce_analytics() -> None:
    orders = read_orders(EXPORTS / "woocommerce_analytics.csv")
    assert layout(orders) == "woocommerce-analytics"
    assert bought(orders) == [
        ("Ann Lee", "2024-03-01", 2000),
        ("Ann Lee", "2024-03-02", 1500),
        ("Bob Ray", "2024-03-05", 1000),
    ]
    assert went_back(orders) == [("105", "Bob Ray", "2024-03-05", 1000)]
    assert orders_in(orders)["101"]["quantity"] == 2


def test_bigcommerce() -> None:
    orders = read_orders(EXPORTS / "bigcommerce.csv")
    assert (layout(orders), orders.currency) == ("bigcommerce", "AUD")
    assert bought(orders) == [
        ("11", "2024-02-28", 5000),
        ("11", "2024-03-14", 10000),
        ("bob@example.com", "2024-02-29", 4000),
    ]
    assert went_back(orders) == [("204", "11", "2024-03-14", 5000)]
    assert orders_in(orders)["202"]["discount"] == 1000
    assert left_out(orders) == {Reason.CANCELLED: 1, Reason.UNPAID: 1}


def test_uci() -> None:
    orders = read_orders(EXPORTS / "uci.csv")
    assert (layout(orders), orders.currency) == ("uci", "GBP")
    assert bought(orders) == [("17850", "2010-12-01", 3564), ("17850", "2010-12-13", 1110), (None, "2010-12-16", 251)]
    assert went_back(orders) == [(None, "14527", "2010-12-14", 2750), (None, "15311", "2010-12-14", 465)]
    assert left_out(orders) == {Reason.NOTHING_PAID: 2}
    with_shipping = read_orders(EXPORTS / "uci.csv", counting=Counting(shipping=True))
    assert ("17850", "2010-12-01", 5364) in bought(with_shipping)


def test_uci_two(tmp_path: Path) -> None:
    text = (EXPORTS / "uci.csv").read_text()
    text = text.replace("InvoiceNo", "Invoice").replace("UnitPrice", "Price").replace("CustomerID", "Customer ID")
    assert bought(read(tmp_path, text)) == bought(read_orders(EXPORTS / "uci.csv"))


def test_the_sample_that_ships() -> None:
    orders = read_orders(sample_path())
    assert (layout(orders), orders.account.rows_read, orders.as_of) == ("uci", 195_502, date(2011, 12, 9))
    assert balances(orders)
    assert set(left_out(orders)) == {Reason.NOTHING_PAID}


def test_cdnow_tenth() -> None:
    orders = read_orders(DATA / "cdnow_sample.txt.gz")
    assert (layout(orders), orders.currency, orders.account.rows_used) == ("cdnow", "USD", 6919)
    rows = orders.engine.run(orders.orders)
    assert len(set(rows["customer_id"].to_pylist())) == 2357
    assert len(set(rows["order_id"].to_pylist())) == 6919
    assert (min(rows["ordered_on"].to_pylist()), orders.as_of) == (date(1997, 1, 1), date(1998, 6, 30))
    assert sum(rows["value"].to_pylist()) == 24_409_194
    assert sum(rows["quantity"].to_pylist()) == 16_479


def test_olist(tmp_path: Path) -> None:
    files = {
        "orders.csv": "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at\n"
        "o1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15\n"
        "o2,c2,delivered,2018-07-24 20:41:37,2018-07-26 03:24:27\n"
        "o3,c3,canceled,2018-08-08 08:38:49,2018-08-08 08:55:23\n"
        "o4,c4,unavailable,2018-08-09 08:38:49,\n",
        "items.csv": "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\n"
        "o1,1,p,s,2017-10-06,29.99,8.72\no1,2,p,s,2017-10-06,29.99,8.72\no2,1,p,s,2018-07-30,118.70,22.76\n"
        "o3,1,p,s,2018-07-30,10,2\no9,1,p,s,2018-07-30,10,2\n",
        "customers.csv": "customer_id,customer_unique_id,customer_city\nc1,u1,x\nc2,u1,x\nc3,u2,x\nc4,u3,x\n",
        "payments.csv": "order_id,payment_sequential,payment_type,payment_value\no1,1,card,77.42\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    orders = read_orders([tmp_path / name for name in files])
    assert (layout(orders), orders.currency) == ("olist", "BRL")
    assert bought(orders) == [("u1", "2017-10-02", 5998), ("u1", "2018-07-24", 11870)]
    assert left_out(orders) == {Reason.CANCELLED: 2, Reason.BAD_DATE: 1}
    with pytest.raises(InputError, match="items"):
        read_orders([tmp_path / "orders.csv", tmp_path / "customers.csv"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("customer,date,amount\nA,2024-01-05,5\n", [("A", "2024-01-05", 500)]),
        ('顧客ID,注文日,金額\n山田,2024年1月5日,"￥１,２００"\n', [("山田", "2024-01-05", 1200)]),
        ("客户编号;订单日期;订单金额\n甲;2024/1/5;12.50\n", [("甲", "2024-01-05", 1250)]),
        ("Order Date\tUnit Price\tQty\tE-Mail\n2024-01-05\t2.50\t4\t A@B.com \n", [("a@b.com", "2024-01-05", 1000)]),
        ("user_id|total|tax|shipping|created_at\n7|12|1|1|1704412800\n", [("7", "2024-01-05", 1000)]),
        ("Report of May\n\ncustomer,date,amount\nA,2024-01-05,5\n", [("A", "2024-01-05", 500)]),
        (
            "customer,date,amount\rA,2024-01-05,5\rB,2024-01-06,6\r",
            [("A", "2024-01-05", 500), ("B", "2024-01-06", 600)],
        ),
        ("customer,customer,date,amount,\n12345.0,x,2024-01-05,5,\n", [("12345", "2024-01-05", 500)]),
    ],
)
def test_plain_tables(tmp_path: Path, text: str, expected: list[tuple[str, str, int]]) -> None:
    orders = read(tmp_path, text)
    assert layout(orders) == "plain"
    assert bought(orders) == expected


def test_a_plain_table_with_everything(tmp_path: Path) -> None:
    orders = read(
        tmp_path,
        "order,customer,name,email,date,currency,amount,discount,status,refund,refund date,quantity\n"
        "1,A,Ann,A@x.com,2024-01-05,usd,10,1,paid,,,2\n"
        "1,A,Ann,A@x.com,2024-01-05,usd,5,0.5,paid,,,1\n"
        "2,A,Ann Lee,a@x.com,2024-01-09,USD,20,0,completed,8,2024-01-20,1\n"
        "3,B,Bob,b@x.com,2024-01-09,USD,7,0,Refunded,,,1\n"
        "1,A,Ann,A@x.com,2024-01-12,USD,-4,0,paid,,,1\n"
        "4,B,Bob,b@x.com,2024-01-25,US$$,7,0,paid,,,1\n",
    )
    assert bought(orders) == [("A", "2024-01-05", 1500), ("A", "2024-01-09", 2000), ("B", "2024-01-09", 700)]
    assert (orders_in(orders)["1"]["discount"], orders_in(orders)["1"]["quantity"]) == (150, 3)
    assert went_back(orders) == [
        ("1", "A", "2024-01-12", 400),
        ("2", "A", "2024-01-20", 800),
        ("3", "B", "2024-01-09", 700),
    ]
    assert people(orders) == {"A": ("Ann Lee", "a@x.com"), "B": ("Bob", "b@x.com")}
    assert left_out(orders) == {Reason.BAD_CURRENCY: 1}


def test_columns_are_mapped_by_hand(tmp_path: Path) -> None:
    text = "Buyer e-mail,Bought,Sum of it,Note\nA@x.com,2024-01-05,5,hi\n"
    orders = read(tmp_path, text, map={"customer": "Buyer e-mail", "date": "bought", "amount": "Sum of it"})
    assert bought(orders) == [("A@x.com", "2024-01-05", 500)]
