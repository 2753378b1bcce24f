"""From the text of a mention to a known skill by spelling: exactly, or after taking off what does not change it."""

from __future__ import annotations

import re

from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

_VERSION = re.compile(r"(?<=[a-z一-鿿])[vV]?\d+(?:\.[\dx]+)*\+?$")
_SUFFIX = re.compile(
    r"(?:等?(?:办公|制图|绘图|设计|管理|财务|数据库)?软件|技术|框架|语言|工具|平台|系统|协议|编程|知识|技能|能力|操作|应用|"
    r"使用|开发|工作|业务|原理|基础|经验|相关知识|流程|规范|意识|精神|等)$"
)
_PREFIX = re.compile(
    r"^(?:熟练|熟悉|精通|掌握|了解|会用|使用|具备|具有|良好的?|较强的?|优秀的?|一定的?|相关|基本|主流|常用|各类|各种)"
)


class AliasLinker:
    """Looks spellings up in the taxonomy; deterministic, and never guesses between two skills."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._index = taxonomy.mention_index

    def known(self, text: str) -> str | None:
        """Skill id for the text of a mention, or None where the taxonomy does not know it."""
        key = normalise(text)
        return self._index.get(key) or next((self._index[form] for form in _reduced(key) if form in self._index), None)


def _reduced(key: str) -> list[str]:
    """Shorter forms of a normalised spelling, longest first: without version, frame word, class word."""
    forms: list[str] = []
    frontier = [key]
    while frontier:
        form = frontier.pop(0)
        for shorter in (_VERSION.sub("", form), _PREFIX.sub("", form), _SUFFIX.sub("", form)):
            if len(shorter) > 1 and shorter != form and shorter not in forms:
                forms.append(shorter)
                frontier.append(shorter)
    return sorted(forms, key=len, reverse=True)
