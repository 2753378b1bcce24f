"""E-mail addresses and ids of messengers in folded text of lower case; spans only, replaced by `scrub`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scrapers.scrub_text import apart

_TOP: Final = r"(?:com|net|org|edu|gov|cn|cc|io|hk|tw|sg|jp|de|uk|co|me|info|biz|top|vip|xyz|tech|club|work)"
_COUNTRY: Final = r"(?:\.(?:cn|hk|tw|sg|jp|au|uk))?(?![a-z0-9]|\.cn)"
_LABELS: Final = r"[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,63}){0,4}"
# a known ending first, so that "a@b.com.Responsibilities" and "a@163.com2、" lose no word of what follows
_DOMAIN: Final = (
    rf"(?:{_LABELS}?\.{_TOP}{_COUNTRY}|{_LABELS}?\.(?:com(?:\.cn)?|cn|net|org)"
    rf"|{_LABELS}\.[a-z]{{2,10}}(?![a-z0-9]))"
)
_LOCAL: Final = r"(?<![a-z0-9._%+\-])[a-z0-9_][a-z0-9._%+\-]{0,63}"
_DOT: Final = r" ?(?:[.。]|[(\[{] ?(?:dot|点) ?[)\]}]| dot ) ?"
_PLAIN_EMAIL: Final = re.compile(rf"{_LOCAL} ?@{{1,2}} ?{_DOMAIN}")
_SPELT_AT: Final = r"(?:[(\[{<] ?(?:at|@|艾特) ?[)\]}>]|艾特)"
_SPELT_DOMAIN: Final = rf"[a-z0-9\-]{{1,63}}(?:{_DOT}[a-z0-9\-]{{2,63}}){{0,3}}?{_DOT}{_TOP}{_COUNTRY}"
_SPELT_EMAIL: Final = re.compile(rf"{_LOCAL} ?{_SPELT_AT} ?{_SPELT_DOMAIN}")
_SPACED_EMAIL: Final = re.compile(
    rf"{_LOCAL} ?@ ?[a-z0-9\-]{{1,63}} ?[.。] ?(?:com|cn|net|org)(?: ?[.。] ?cn)?(?![a-z0-9])"
)
_SPELT_OUT_EMAIL: Final = re.compile(
    rf"{_LOCAL} at [a-z0-9\-]{{1,63}}(?: dot [a-z0-9\-]{{1,63}}){{0,2}} dot {_TOP}(?![a-z0-9])"
)
_SPELT_AT_BEGINS: Final = ("(at", "[at", "{at", "<at", "( at", "[ at", "(@", "[@", "艾特")
_WORDED_EMAIL: Final = re.compile(
    "(?:邮箱|邮件|简历|e-?mail|mailto|contact)[a-z一-鿿]{0,6}[: ]{1,3}"
    rf"(?P<address>[a-z0-9_][a-z0-9._%+\-]{{1,63}} at {_SPELT_DOMAIN})"
)
_MAIL_HOSTS: Final = "qq|163|126|139|189|sina|sohu|yeah|gmail|hotmail|outlook|live|foxmail|aliyun|yahoo|icloud"
# "#" stands for "@" in many a posting, yet "C#.NET" is a skill: only before domains that letters are sent to
_DOMAIN_AFTER_HASH: Final = re.compile(
    rf"# ?(?!asp\.)(?:(?:vip\.)?(?:{_MAIL_HOSTS})\.[a-z]{{2,4}}"
    rf"|[a-z0-9\-]{{2,63}}(?:\.[a-z0-9\-]{{1,63}}){{0,2}}?\.(?:com|cn|org)){_COUNTRY}"
)
_HASH_EMAIL: Final = re.compile(r"(?<![a-z0-9._%+\-/])[a-z0-9_][a-z0-9._\-]{1,63} ?" + _DOMAIN_AFTER_HASH.pattern)


def email_spans(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses, also with full-width signs, "#" or "(at)", in order and apart."""
    taken: list[tuple[int, int]] = []
    if "@" in text:
        taken += (m.span() for m in _PLAIN_EMAIL.finditer(text) if not m[0].startswith("git@"))
        taken += (m.span() for m in _SPACED_EMAIL.finditer(text) if not m[0].startswith("git@"))
    if any(sign in text for sign in _SPELT_AT_BEGINS):
        taken += (m.span() for m in _SPELT_EMAIL.finditer(text))
    if " dot " in text:
        taken += (m.span() for m in _SPELT_OUT_EMAIL.finditer(text))
    if " at " in text:
        taken += (m.span("address") for m in _WORDED_EMAIL.finditer(text))
    if "#" in text and _DOMAIN_AFTER_HASH.search(text):
        taken += (m.span() for m in _HASH_EMAIL.finditer(text))
    yield from apart(taken)


_IM_WORDS: Final = (
    "微信", "微 信", "威信", "薇信", "徽信", "卫星:", "卫星 :", "❤", "v信", "钉钉", "飞书", "q:", "q :", "v x", "w x",
    "qq", "q q", "vx", "wx", "wechat", "weixin", "扣扣", "企鹅", "加v", "加 v", "加薇", "加威", "抖音", "小红书",
    "+v", "+ v", "v:", "v :", "skype", "telegram", "whatsapp",
)  # fmt: skip
_PLATFORM: Final = (
    "(?:微 ?信|威信|薇信|徽信|v信|扣扣|企鹅号?|[v威薇微]\\s?❤\ufe0f?"
    "|(?:钉钉|飞书|抖音|小红书)(?:号|id|账号)?(?= ?:)|卫星(?= ?:)"
    "|(?<![a-z0-9])q(?= ?:)"
    "|(?<![a-z0-9])(?:hr)?(?:q ?q|v ?x|w ?x|wechat|weixin|skype|telegram|whatsapp)"
    r"|加 ?[薇威]|(?:加|(?<![a-z0-9+])\+) ?v(?![a-z]))"
)
_LABEL: Final = r"(?: ?(?:同号|同步|群号|号码|账号|帐号|号|id|群|联系|咨询|添加|详聊|详询|沟通|搜索?|请加|加))*"
_SEP: Final = r"[: =\-_/|,;()\[\]是为]{0,4}"
_NUMBER_ID: Final = r"[1-9][0-9]{4,11}(?!\.?[0-9a-z])"
_UNITS: Final = r"(?! ?(?:万|亿|千|百|人|名|位|个|元|块|次|年|月|日|天|岁|用户|粉丝|好友|客户|家|k|w|%|\+))"
_WORD_ID: Final = r"[a-z][a-z0-9_\-]{4,18}[a-z0-9_](?![a-z0-9_@]|\.[a-z0-9])"
_IM: Final = re.compile(
    rf"{_PLATFORM}(?P<label>{_LABEL})(?P<sep>{_SEP})(?:(?P<number>{_NUMBER_ID}){_UNITS}|(?P<word>{_WORD_ID}))"
)
_IM_OWN_FORM: Final = re.compile(r"(?<![a-z0-9_])wxid_[a-z0-9]{8,20}(?![a-z0-9_])")
_IM_LETTER_V: Final = re.compile(r"(?<![a-z0-9])v ?: ?(?=[a-z_\-]*[0-9])([a-z][a-z0-9_\-]{5,19})(?![a-z0-9_\-.])")
_IM_LIST: Final = re.compile(r"(?: ?[,、;/或和] ?| +)([1-9][0-9]{5,10})(?![0-9a-z.\-~])" + _UNITS)
_IM_BEFORE_LIST: Final = re.compile(r"qq[^\n,、;/]{0,4}(?:\[im\])")
_NO_ID: Final = re.compile(
    "(?:android|angular|applet|javascript|typescript|python|spring|server|client|mobile|native|mini|h5|html|java|"
    "redis|mysql|nginx|docker|linux|windows|node|flutter|uniapp|uni-app|taro|react|vue|webview|open|union|app|pay|"
    "sdk|api|wechat|weixin|dingtalk|alipay|facebook|twitter|tiktok|instagram|linkedin|youtube|skype|telegram|"
    "whatsapp|email|phone|request|login|group|public|official|account|music|browser|number|please)"
)
"""What stands after "微信" or "qq" in postings and is a technology or a common word."""


def im_spans(text: str) -> Iterator[tuple[int, int]]:
    """Ids of WeChat, QQ and the like beside the messenger's name, in order and apart."""
    if not any(word in text for word in _IM_WORDS):
        return
    found = [m.span(1) for m in _IM_LETTER_V.finditer(text)] if "v:" in text or "v :" in text else []
    if "wxid_" in text:
        found += [m.span() for m in _IM_OWN_FORM.finditer(text)]
    for m in _IM.finditer(text):
        if m["number"]:
            found.append(m.span("number"))
            found += _listed(text, m.end())
        elif _is_word_id(text, m):
            found.append(m.span("word"))
    for m in _IM_BEFORE_LIST.finditer(text):
        found += _listed(text, m.end())
    yield from apart(found)


def _listed(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Numbers that go on a list of ids: "QQ: 1234567、2345678"."""
    while m := _IM_LIST.match(text, at):
        yield m.span(1)
        at = m.end()


def _is_word_id(text: str, m: re.Match[str]) -> bool:
    """Whether the letters after "微信" are somebody's id, or a technology ("微信 android开发")."""
    word, label, sep = m["word"], m["label"], m["sep"]
    if _NO_ID.match(word):
        return False
    told = re.search("号|id|搜|加", label) or re.search("[加+]", text[max(0, m.start() - 1) : m.start() + 1])
    if any(c.isdigit() for c in word) or "_" in word:
        return bool(label or sep) or "一" <= text[m.start() + 1] <= "鿿"
    if not told and ":" not in sep:
        return False
    after = text[m.end() : m.end() + 2]
    return not re.match(r"[./+][a-z一-鿿]| [a-z]", after)
