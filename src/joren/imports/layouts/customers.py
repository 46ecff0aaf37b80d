"""Lists of customers.

Headers as in exports kept in public repositories, looked up in November 2026: Shopify's customers (2019 to 2026),
Klaviyo's lists and segments (`Email, Klaviyo ID, First Name, …, Email Marketing Consent, Email Marketing Consent
Timestamp, …, Email Suppressions`), Mailchimp's audience (`Email Address, First Name, Last Name, …, MEMBER_RATING,
OPTIN_TIME, OPTIN_IP, CONFIRM_TIME, CONFIRM_IP, …, LAST_CHANGED, LEID, EUID, NOTES, TAGS`; with `UNSUB_TIME, …` or
`CLEAN_TIME, …` before them in the files of those who left). Smile.io's documentation names `email` and `points`; the
other names of its columns are those of its customer object. WooCommerce's and BigCommerce's are from memory of their
customer reports.
"""

from __future__ import annotations

from joren.imports.layouts.base import Headers, Layout
from joren.orders.layouts.words import SYNONYMS

MOMENTS = frozenset({
    "created_at", "told_at", "email_consent_at", "email_confirmed_at", "sms_consent_at", "unsubscribed_at",
    "cleaned_at",
})  # fmt: skip
NUMBERS = frozenset({"points", "rating"})
_WHO = frozenset({"customer_id", "email", "phone"})

PLAIN: Headers = {
    "customer_id": SYNONYMS["customer"],
    "email": ("email address", *SYNONYMS["email"]),
    "phone": SYNONYMS["phone"],
    "name": SYNONYMS["name"],
    "first_name": ("first name", "given name", "forename", "名", "お名前（名）", "名（名前）"),
    "last_name": ("last name", "family name", "surname", "姓", "苗字", "お名前（姓）"),
    "birthday": ("birthday", "birth date", "birthdate", "date of birth", "生年月日", "誕生日", "生日", "出生日期"),
    "language": ("language", "locale", "preferred language", "言語", "语言"),
    "country": ("country", "country code", "国", "国名", "国家", "国家/地区"),
    "region": ("region", "state", "province", "prefecture", "state / region", "都道府県", "省", "省份"),
    "city": ("city", "town", "市区町村", "市町村", "城市"),
    "postal_code": ("postal code", "postcode", "zip", "zip code", "郵便番号", "邮编", "邮政编码"),
    "street": ("street", "address", "address 1", "address1", "address line 1", "住所", "番地", "地址", "详细地址"),
    "tags": ("tags", "タグ", "标签"),
    "created_at": (
        "created at", "created", "signed up at", "sign up", "registered at", "registration date", "date joined",
        "登録日", "登録日時", "会員登録日", "入会日", "注册时间", "注册日期",
    ),
    "told_at": ("updated at", "last updated", "modified at", "更新日時", "更新日", "更新时间"),
    "email_consent": (
        "accepts email marketing", "accepts marketing", "email consent", "email marketing consent", "newsletter",
        "email opt in", "subscribed", "メルマガ", "メルマガ購読", "メルマガ配信", "メール配信", "邮件订阅", "订阅状态",
        "订阅",
    ),
    "email_consent_at": (
        "opt in time", "opted in at", "consented at", "email consent at", "email marketing consent timestamp",
        "メルマガ登録日時", "メルマガ登録日", "同意日時", "订阅时间", "同意时间",
    ),
    "email_consent_ip": ("opt in ip", "consent ip", "同意IP", "登録IP"),
    "email_consent_source": ("consent source", "opt in source", "登録経路", "订阅来源"),
    "sms_consent": ("accepts sms marketing", "sms consent", "sms opt in", "sms marketing consent", "SMS配信", "短信订阅"),
    "sms_consent_at": ("sms consent at", "sms marketing consent timestamp", "sms opt in time"),
}  # fmt: skip

_OWN: Headers = {
    word: (word,)
    for word in (
        "customer_id", "email", "phone", "anonymous_id", "name", "first_name", "last_name", "birthday", "language",
        "traits", "told_at",
    )
}  # fmt: skip
_SHOPIFY: Headers = {
    "customer_id": ("Customer ID",),
    "email": ("Email",),
    "phone": ("Phone",),
    "address_phone": ("Default Address Phone",),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "street": ("Default Address Address1", "Address1"),
    "city": ("Default Address City", "City"),
    "region": ("Default Address Province Code", "Province Code"),
    "country": ("Default Address Country Code", "Country Code"),
    "postal_code": ("Default Address Zip", "Zip"),
    "tags": ("Tags",),
    "email_consent": ("Accepts Email Marketing", "Accepts Marketing"),
    "sms_consent": ("Accepts SMS Marketing",),
}
_KLAVIYO: Headers = {
    "customer_id": ("External ID",),
    "email": ("Email",),
    "phone": ("Phone Number",),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "street": ("Address",),
    "city": ("City",),
    "region": ("State / Region",),
    "country": ("Country",),
    "postal_code": ("Zip Code",),
    "language": ("Locale",),
    "birthday": ("Birthday",),
    "created_at": ("Profile Created On", "Created", "First Active"),
    "email_consent": ("Email Marketing Consent", "Consent"),
    "email_consent_at": ("Email Marketing Consent Timestamp", "Consent Timestamp"),
    "email_consent_ip": ("Email Marketing Consent IP", "Consent IP"),
    "email_consent_source": ("Source",),
    "sms_consent": ("SMS Marketing Consent",),
    "sms_consent_at": ("SMS Marketing Consent Timestamp",),
    "suppressed": ("Email Suppressions", "Suppressed"),
}
_MAILCHIMP: Headers = {
    "email": ("Email Address", "Email"),
    "phone": ("Phone Number", "Phone"),
    "name": ("Name",),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "language": ("LANGUAGE",),
    "country": ("CC", "Country"),
    "region": ("REGION",),
    "street": ("Address",),
    "rating": ("MEMBER_RATING",),
    "source_tags": ("TAGS",),
    "email_consent_at": ("OPTIN_TIME",),
    "email_consent_ip": ("OPTIN_IP",),
    "email_confirmed_at": ("CONFIRM_TIME",),
    "email_confirmed_ip": ("CONFIRM_IP",),
    "unsubscribed_at": ("UNSUB_TIME",),
    "unsubscribe_reason": ("UNSUB_REASON",),
    "cleaned_at": ("CLEAN_TIME",),
    "told_at": ("LAST_CHANGED",),
}
_SMILE: Headers = {
    "email": ("email", "Email address"),
    "first_name": ("first_name", "First name"),
    "last_name": ("last_name", "Last name"),
    "birthday": ("date_of_birth", "Birthday"),
    "points": ("points_balance", "Points balance", "points"),
    "points_tier": ("vip_tier", "VIP tier", "VIP tier name"),
    "points_state": ("state", "Program status", "Status"),
    "referral_url": ("referral_url", "Referral URL"),
    "created_at": ("created_at", "Date joined"),
    "told_at": ("updated_at",),
}
_WOOCOMMERCE: Headers = {
    "customer_id": ("customer_id", "ID", "user_id"),
    "email": ("Email", "user_email", "email", "billing_email"),
    "name": ("Name", "display_name"),
    "first_name": ("first_name", "billing_first_name"),
    "last_name": ("last_name", "billing_last_name"),
    "phone": ("billing_phone",),
    "country": ("Country / Region", "billing_country"),
    "region": ("Region", "billing_state"),
    "city": ("City", "billing_city"),
    "postal_code": ("Postal code", "billing_postcode"),
    "street": ("billing_address_1",),
    "created_at": ("Sign up", "user_registered"),
}
_BIGCOMMERCE: Headers = {
    "customer_id": ("Customer ID",),
    "email": ("Email", "Customer Email"),
    "name": ("Customer Name",),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "phone": ("Phone", "Customer Phone"),
    "created_at": ("Date Joined", "Date Created"),
    "email_consent": ("Receive Marketing Emails", "Newsletter Subscriber"),
}

OWN = Layout("joren", _OWN, ("traits", "told_at"), (_WHO | {"anonymous_id"},), MOMENTS)
MAILCHIMP = Layout(
    "mailchimp", _MAILCHIMP, ("email",), (), MOMENTS, NUMBERS,
    frozenset({"MEMBER_RATING", "LEID", "EUID", "OPTIN_TIME", "CLEAN_TIME", "UNSUB_TIME"}), zone="UTC",
)  # fmt: skip
KLAVIYO = Layout(
    "klaviyo", _KLAVIYO, (), (frozenset({"email", "phone"}),), MOMENTS, NUMBERS,
    frozenset({"Klaviyo ID", "Email Marketing Consent", "Email Suppressions", "Profile Created On"}), zone="UTC",
)  # fmt: skip
SHOPIFY = Layout(
    "shopify", _SHOPIFY, (), (_WHO,), MOMENTS, NUMBERS,
    frozenset({"Accepts Email Marketing", "Accepts SMS Marketing", "Default Address Address1", "Tax Exempt"}),
)  # fmt: skip
SMILE = Layout("smile", _SMILE, ("email", "points"), (), MOMENTS, NUMBERS, zone="UTC")
WOOCOMMERCE = Layout(
    "woocommerce", _WOOCOMMERCE, ("email",), (), MOMENTS, NUMBERS,
    frozenset({"Username", "user_login", "Last active", "AOV", "user_registered"}),
)  # fmt: skip
BIGCOMMERCE = Layout(
    "bigcommerce", _BIGCOMMERCE, ("email",), (), MOMENTS, NUMBERS,
    frozenset({"Date Joined", "Customer Group", "Store Credit"}),
)  # fmt: skip
PLAIN_LIST = Layout("plain", PLAIN, (), (_WHO,), MOMENTS, NUMBERS)

CUSTOMERS = (OWN, MAILCHIMP, KLAVIYO, SHOPIFY, SMILE, WOOCOMMERCE, BIGCOMMERCE, PLAIN_LIST)

#: Lists that say whether somebody allowed mail or SMS: consents may be taken from them alone.
_CONSENTING = Layout("plain", PLAIN, (), (_WHO, frozenset({"email_consent", "sms_consent"})), MOMENTS, NUMBERS)
WITH_CONSENT = (MAILCHIMP, KLAVIYO, SHOPIFY, _CONSENTING)
