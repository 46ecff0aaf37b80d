import pytest

from joren import language


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ja_JP.UTF-8", "ja"), ("zh-Hans-CN", "zh"), ("zh_TW", "zh"), ("en_GB", "en"), ("fr_FR", "en"), ("", "en")],
)
def test_the_nearest_language_of(tag, expected):
    assert language.nearest(tag) == expected


def test_the_environment_is_asked_in_the_order_of_gettext(monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language.from_environment() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language.from_environment() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language.from_environment() == "zh"
    monkeypatch.setenv("LANGUAGE", "ja:en")
    assert language.from_environment() == "ja"


def test_a_language_is_spoken_inside_its_block_only():
    with language.speaking("ja"):
        assert language.current() == "ja"
        assert language.babel_locale() == "ja"
    assert language.current() == "en"
