"""What shops call the columns of a plain orders table, in English, Japanese and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joren.orders.layouts.base import normal

#: Canonical word → what stands in headers, best first. Compared without case, spaces and signs.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "customer": (
        "customer id", "customer", "customer no", "customer number", "customer code", "client id", "client",
        "buyer id",
        "buyer", "user id", "user", "member id", "member", "shopper id", "account id", "cust id", "custid",
        "顧客ID", "顧客", "顧客番号", "顧客コード", "会員ID", "会員番号", "会員", "お客様ID", "お客様番号", "お客様",
        "購入者ID", "購入者", "ユーザーID", "ユーザー", "客户ID", "客户", "客户编号", "客户号", "会员ID", "会员",
        "会员编号",
        "会员号", "用户ID", "用户", "用户编号", "买家ID", "买家", "买家会员名", "买家昵称", "顾客ID", "顾客",
    ),
    "date": (
        "ordered at", "order date", "date", "order datetime", "order time", "order created", "created at", "created",
        "purchase date", "purchased at", "date purchased", "transaction date", "invoice date", "timestamp",
        "datetime",
        "placed at", "paid at", "ordered on", "day", "time", "date created", "order placed", "sale date",
        "注文日時", "注文日", "受注日時", "受注日", "購入日時", "購入日", "売上日", "日付", "日時",
        "订单日期", "订单时间", "下单时间", "下单日期", "订单创建时间", "购买时间", "购买日期", "成交时间",
        "付款时间",
        "订单付款时间", "支付时间", "交易时间", "交易日期", "日期", "时间", "創建時間",
    ),
    "amount": (
        "amount", "order amount", "order total", "total", "value", "order value", "revenue", "sales", "net sales",
        "total price",
        "price", "total amount", "grand total", "sum", "subtotal", "order subtotal", "payment", "payment value",
        "paid", "spend", "net amount",
        "transaction amount", "dollars", "gmv",
        "注文金額", "購入金額", "受注金額", "売上金額", "売上", "合計金額", "商品合計", "小計", "合計", "請求金額",
        "支払金額",
        "お支払い合計", "金額",
        "订单金额", "实付金额", "付款金额", "支付金额", "买家实际支付金额", "成交金额", "交易金额", "总金额", "总价",
        "订单总额", "销售额", "消费金额", "应付金额", "金额", "合计",
    ),
    "order": (
        "order id", "order no", "order number", "order", "order name", "invoice no", "invoice", "invoice number",
        "transaction id",
        "receipt", "receipt no", "order code", "order ref", "order reference",
        "注文番号", "注文ID", "受注番号", "受注ID", "伝票番号", "订单号", "订单编号", "订单ID", "订单", "交易号",
        "交易编号",
    ),
    "currency": ("currency", "currency code", "order currency", "通貨", "通貨コード", "货币", "币种"),
    "discount": (
        "discount", "discount amount", "total discount", "discount total", "coupon amount",
        "割引", "割引額", "割引金額", "値引き", "値引額", "クーポン割引", "折扣", "折扣金额", "优惠金额", "优惠",
        "优惠券金额",
    ),
    "status": (
        "status", "order status", "payment status", "financial status",
        "ステータス", "注文状況", "注文ステータス", "対応状況", "状態", "订单状态", "状态", "付款状态", "支付状态",
    ),
    "refund": (
        "refund", "refunded", "refund amount", "refunded amount", "total refunded", "amount refunded",
        "返金", "返金額", "返金金額", "退款", "退款金额", "已退款金额",
    ),
    "refund_date": ("refunded at", "refund date", "refunded on", "返金日", "返金日時", "退款时间", "退款日期"),
    "quantity": (
        "quantity", "qty", "items", "item count", "pieces", "units", "cds", "数量", "個数", "点数", "件数", "商品数量",
    ),
    "price": ("unit price", "item price", "単価", "单价"),
    "tax": ("tax", "taxes", "tax amount", "total tax", "vat", "消費税", "税額", "税金", "税额", "税费", "税"),
    "shipping": (
        "shipping", "shipping amount", "shipping cost", "shipping fee", "delivery fee", "postage", "freight",
        "送料", "配送料", "运费", "邮费",
    ),
    "name": (
        "customer name", "name", "full name", "buyer name", "client name", "billing name",
        "顧客名", "氏名", "名前", "お名前", "購入者名", "会員名", "客户姓名", "客户名称", "姓名", "用户名",
        "收货人姓名", "会员名", "会员姓名", "顾客姓名",
    ),
    "email": (
        "email", "e-mail", "customer email", "email address", "e-mail address", "billing email", "buyer email",
        "mail", "mail address",
        "メールアドレス", "メール", "Eメール", "邮箱", "电子邮件", "电子邮箱", "邮件", "客户邮箱",
    ),
    "phone": (
        "phone", "phone number", "telephone", "tel", "mobile", "billing phone", "customer phone",
        "電話番号", "電話", "携帯番号", "电话", "手机", "手机号", "手机号码", "联系电话", "联系手机",
    ),
}  # fmt: skip

_WORD_OF = {normal(header): (word, rank) for word, all_ in SYNONYMS.items() for rank, header in enumerate(all_)}


def recognise(headers: Sequence[str]) -> dict[str, str]:
    """Canonical word → the header that means it; where several do, the one that says it best."""
    best: dict[str, tuple[int, str]] = {}
    for header in headers:
        word, rank = _WORD_OF.get(normal(header), ("", 0))
        if word and (word not in best or rank < best[word][0]):
            best[word] = (rank, header)
    return {word: header for word, (_rank, header) in best.items()}
