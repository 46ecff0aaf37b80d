"""What dissatisfied people write: by topic and language, two ways of saying each."""

from __future__ import annotations

TOPICS = ("late", "broken", "different", "service")

#: [topic][language] = two texts.
TEXTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("The parcel came more than a week late and nobody told me.", "Still waiting. The promised date is long past."),
        ("届くのが一週間以上遅れ、連絡もありませんでした。", "約束の日を過ぎても届きません。とても困っています。"),
        ("包裹晚了一个多星期，也没有人通知我。", "早就过了约定的日期，还是没有收到，很失望。"),
    ),
    (
        ("It arrived broken. The box was hardly padded.", "There is a crack in it. I am really disappointed."),
        ("届いたときには割れていました。梱包が雑です。", "ひびが入っていて使えません。残念です。"),
        ("收到的时候已经碎了，包装太差。", "上面有裂痕，没法用，非常失望。"),
    ),
    (
        ("Not at all like the picture, the colour is wrong.", "You sent me the wrong size."),
        ("写真と色がまったく違います。", "注文と違うサイズが届きました。"),
        ("颜色和图片完全不一样。", "发来的尺寸不对，跟我订的不一样。"),
    ),
    (
        ("Nobody answers my mails. Bad service.", "I was told three different things. Annoying."),
        ("問い合わせに返事がありません。対応が悪いです。", "聞くたびに答えが違い、不快でした。"),
        ("发了邮件没有人回复，服务很差。", "每次问到的答案都不一样，很烦。"),
    ),
)
