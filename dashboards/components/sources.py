"""Names of sources for readers of English: the data holds the sites' own, Chinese ones. Files keep these."""

from __future__ import annotations

from dashboards.words import Words

_ENGLISH = {
    "前程无忧": "51job", "BOSS直聘": "BOSS Zhipin", "智联招聘": "Zhaopin", "拉勾": "Lagou", "猎聘": "Liepin",
    "就业在线": "Jobonline (national)", "广东公共就业服务": "Guangdong public employment service",
    "泰迪内推": "TipDM referrals", "未标明(BOSS/51job/智联/猎聘)": "Not stated (BOSS/51job/Zhaopin/Liepin)",
}  # fmt: skip


def name(words: Words, source: str) -> str:
    """A source as the reader's language calls it; as the data does where nobody has said."""
    if words.language == "zh":
        return source
    return _ENGLISH.get(source, source.replace("其他(", "Other ("))
