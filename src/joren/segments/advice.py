"""What to do about each named segment, as the practitioners' guides advise it, in short sentences for a shop owner.

`ADVICE` says the aim, `PLAYS` the steps. All are marked for translation.
"""

from __future__ import annotations

from joren.language import mark

ADVICE: dict[str, str] = {
    "one_time_low_aov": mark("Make the second order easy and cheap to place."),
    "one_time_high_aov": mark("Win them with quality and attention, not with discounts."),
    "repeat": mark("Turn buying now and then into a habit, and take away what annoys them."),
    "high_spenders": mark("Let them feel that they are special, before somebody else does."),
    "coupon_lovers": mark("Reward them with something other than the next discount."),
    "new": mark("Make the first weeks good: this is when the second order is won or lost."),
    "lapsing": mark("Ask for them back now: every further week makes it harder."),
    "lost": mark("Try once more, learn why they left, then leave them in peace."),
}

PLAYS: dict[str, tuple[str, ...]] = {
    "one_time_low_aov": (
        mark("Follow up after delivery: ask whether all went well, and answer quickly if it did not."),
        mark("Offer inexpensive products that go with what they bought, at a small discount."),
        mark("Give points for the first order and invite them to the loyalty programme."),
        mark("Invite them to recommend a friend, with a reward for both."),
        mark("Suggest dearer products only once they have come back."),
    ),
    "one_time_high_aov": (
        mark("Leave discounts out: they came for quality, and a discount makes the product look cheaper."),
        mark("Write or call in person: ask whether they are content and solve what is not, at once."),
        mark("Suggest selected products by mail or phone, chosen by what they bought."),
        mark("Enclose a fine gift with the next order above a set amount."),
        mark("Ask the contented ones for a review or a recommendation."),
    ),
    "repeat": (
        mark("Remove friction: saved addresses and payment, a reorder button, fast help."),
        mark("Write when they usually run out: their own gap between orders tells when."),
        mark("Offer a subscription for what they buy again and again, easy to pause and to cancel."),
        mark("Answer their complaints and comments, on social media too, and tell them what you changed."),
        mark("Show them products that go with what they have, from their purchase history."),
    ),
    "high_spenders": (
        mark("Give them early access to new products and sales, and a tier of their own."),
        mark("Thank them with a gift or a note rather than with a discount."),
        mark("Put their questions first in line, with one person who knows them."),
        mark("Ask for their opinion before you decide, and tell them what came of it."),
        mark("Watch them week by week: whoever falls silent gets a call."),
    ),
    "coupon_lovers": (
        mark("Give points, samples or free shipping instead of money off."),
        mark("Tie discounts to a minimum order value, or to several pieces."),
        mark("Keep discounts for what you want to clear, and tell these customers first."),
        mark("Send fewer coupons, and see whether they buy without: a small group without any tells you."),
    ),
    "new": (
        mark("Say thank you at once, and say what happens next and when the parcel arrives."),
        mark("Send a short welcome series: how to use the product, what others like, where to get help."),
        mark("Ask for a review once the product has been used, not before it has arrived."),
        mark("Offer 5% off the next order, or points, for a limited time."),
        mark("Invite them to fill in a profile: a birthday is a reason to write."),
    ),
    "lapsing": (
        mark("Send a re-engagement mail with what is new in what they used to buy."),
        mark("Begin with a reminder, and add an offer only if they do not answer."),
        mark("Look for an open complaint or a late parcel first, and put it right before you sell."),
        mark("Call the most valuable ones in person."),
    ),
    "lost": (
        mark("Send one last mail with your best offer and a clear end date."),
        mark("Ask why they left, with a few choices and room for their own words."),
        mark("Stop advertising to those who do not answer: it costs money and your mails' reputation."),
        mark("Compare what they bought last: a product or a time that many left after is worth a look."),
    ),
}
