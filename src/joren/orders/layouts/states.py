"""What the states of an order mean for counting it, in the words of the shops we read."""

from __future__ import annotations

from typing import Any

#: Called off, or never taken on.
CANCELLED = (
    "cancelled", "canceled", "voided", "void", "failed", "declined", "rejected", "expired", "trash", "unavailable",
    "deleted",
    "キャンセル", "注文取消し", "注文取消", "取消", "取り消し", "キャンセル済み", "已取消", "交易关闭", "已关闭",
    "取消订单",
)  # fmt: skip

#: Waiting for money.
UNPAID = (
    "pending", "unpaid", "pending payment", "payment pending", "awaiting payment", "on hold", "onhold",
    "checkout draft",
    "checkoutdraft", "draft", "incomplete", "authorized", "authorised", "created", "manual verification required",
    "未入金", "入金待ち", "未払い", "支払い待ち", "未決済", "待付款", "未付款", "等待买家付款", "待支付",
)  # fmt: skip

#: Paid, and all of it paid back.
REFUNDED = ("refunded", "返金済み", "返金済", "返品", "已退款", "退款成功")


def state_of(status: Any) -> dict[str, Any]:
    """What a status says: `cancelled` and `unpaid` as Boolean columns, both false where it says nothing known."""
    word = status.lower().re_replace(r"^wc-", "").re_replace(r"[\s_-]+", " ").strip()
    return {"cancelled": word.isin(CANCELLED).fill_null(False), "unpaid": word.isin(UNPAID).fill_null(False)}


def is_refunded(status: Any) -> Any:
    """Whether a status says that all of the order's money went back."""
    return status.lower().re_replace(r"^wc-", "").strip().isin(REFUNDED).fill_null(False)
