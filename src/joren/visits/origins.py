"""Where a visit came from: the campaign in its address, the mark of an advertisement, or the page before."""

from __future__ import annotations

from typing import Any

import ibis

#: Where visits come from, in the order in which a report lists them.
CHANNELS = ("direct", "organic_search", "social", "referral", "email", "paid", "campaign")

#: Advertisers put these into the address of whoever clicked on an advertisement.
_CLICK_IDS = "gclid|gbraid|wbraid|dclid|msclkid|yclid|ttclid|twclid|li_fat_id|epik|ldtag_cl|qhclickid|bd_vid"

#: Hosts of search engines, social networks and mail in a browser, as parts of a name between dots.
_SEARCH = (
    r"(^|\.)(google|bing|yahoo|duckduckgo|baidu|yandex|ecosia|naver|daum|so|sogou|sm|qwant|startpage|brave|goo|"
    r"docomo|aol|ask|seznam|perplexity|chatgpt)\."
)
_SOCIAL = (
    r"(^|\.)(facebook|instagram|threads|twitter|x|t|linkedin|lnkd|pinterest|pin|youtube|youtu|tiktok|douyin|reddit|"
    r"weibo|xiaohongshu|xhslink|zhihu|bilibili|kuaishou|wechat|weixin|line|mixi|hatena|note|vk|tumblr|snapchat|"
    r"whatsapp|telegram|discord|bsky|mastodon|quora)\.(com|co|be|me|net|jp|ne|it|in|ru|cn|tv|social|org|app|gg|ly)$"
)
_MAIL = r"(^|\.)((mail|webmail|email|outlook|deref-mail|mailchi)\.|gmail\.|com\.google\.android\.gm$)"

_PAID_MEDIUM = r"^(.*cpc.*|ppc|paid.*|.*_paid|display|banner|cpm|cpv|cpa|cpp|retargeting|remarketing|ads?|affiliates?)$"
_MAIL_MEDIUM = r"^(e-?mail|e_mail|newsletter|mail|メール|邮件)$"
_SOCIAL_MEDIUM = r"^(social.*|sns|sm|social-?network|social-?media)$"

_HOST = r"^[a-z][a-z0-9+.-]*://(?:[^/@?#]*@)?([^/:?#]+)"


def channel(*, page: Any, referrer: Any, source: Any, medium: Any) -> Any:
    """The channel (one of `CHANNELS`) of a visit that began on `page`, as an expression. Texts must not be null.

    The campaign decides, then the click id, then the page before; a page of the same host says nothing. A medium that
    names no channel is read by its source: “line”, “google” and “newsletter” say where they are from.
    """
    # Most visits: no pattern need be looked for.
    nothing_said = (referrer == "") & (source == "") & (medium == "") & ~page.contains("?")
    address = page.lower()
    medium = _named(medium, address, "utm_medium")
    source = _named(source, address, "utm_source")
    before = host(referrer)
    before = ibis.ifelse(before == host(page), "", before)
    return ibis.cases(
        (nothing_said, "direct"),
        (medium.re_search(_PAID_MEDIUM) | address.re_search(f"[?&]({_CLICK_IDS})="), "paid"),
        (medium.re_search(_MAIL_MEDIUM), "email"),
        (medium.re_search(_SOCIAL_MEDIUM), "social"),
        (medium == "organic", "organic_search"),
        (medium == "referral", "referral"),
        (source.re_search(r"mail|newsletter"), "email"),
        ((source + ".com").re_search(_SOCIAL) | source.re_search(_SOCIAL) | source.isin(["fb", "ig"]), "social"),
        ((source != "") | (medium != ""), "campaign"),
        (before == "", "direct"),
        (before.re_search(_MAIL), "email"),
        (before.re_search(_SOCIAL), "social"),
        (before.re_search(_SEARCH), "organic_search"),
        else_="referral",
    )


def host(address: Any) -> Any:
    """The host of an address, without `www.`; empty where it has none."""
    return address.lower().re_extract(_HOST, 1).re_replace(r"^www\.", "")


def path(address: Any) -> Any:
    """The path of an address: no host, no question, no slash at the end; “/” is the front page."""
    bare = address.re_replace(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+", "").re_replace(r"[?#].*$", "")
    bare = bare.re_replace(r"/+$", "")
    return ibis.ifelse((bare == "") & (address != ""), "/", bare)


def _named(given: Any, address: Any, parameter: str) -> Any:
    return ibis.ifelse(given != "", given.lower(), address.re_extract(f"[?&]{parameter}=([^&#]+)", 1))
