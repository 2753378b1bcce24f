"""Which parts of a posting describe the work or the applicant, and which praise the employer or list benefits; what is
merely welcome, and what is said not to be needed.

Headings at the start of a line or clause switch between the two; text before any heading counts as
demand unless it introduces the employer."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

_DEMAND = (
    "岗位职责|工作职责|职责描述|职位职责|工作内容|岗位内容|职位描述|岗位描述|工作描述|主要职责|职责|任职要求|任职资格|"
    "任职条件|岗位要求|职位要求|招聘要求|应聘要求|能力要求|技能要求|技术要求|专业要求|要求|"
    "我们希望你?|希望你|期待你|你需要|你要做的事?|你将负责|你的职责|"
    "加分项|优先条件|优先考虑|responsibilities|requirements|qualifications|what you will do"
)
_OTHER = (
    "福利待遇|薪资福利|薪酬福利|薪资待遇|薪酬待遇|福利|待遇|公司福利|员工福利|我们提供|我们能给你|工作时间|上班时间|"
    "作息时间|工作地点|工作地址|上班地点|公司地址|公司简介|公司介绍|企业简介|企业介绍|关于我们|公司概况|联系方式|"
    "面试流程|晋升|职业发展|发展空间|职能类别|关键字|关键词|标签|about us|benefits|company profile"
)
_HEADING = re.compile(
    # bounded everywhere, so that a text of line ends alone takes no longer than another
    rf"(?:^|[\n。；;]|[ \t\u3000\xa0]{{2}})[ \t\r\u3000\xa0\d一二三四五六七八九十、.．（(【\[\-*★◆■●]{{0,12}}"
    rf"(?:(?P<demand>{_DEMAND})|(?P<other>{_OTHER}))\s{{0,3}}[】\]）)]{{0,3}}\s{{0,3}}(?:[：:]|\n|$|(?<=】)|(?<=\]))",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"\s*(?:公司|企业|集团)(?:简介|介绍)|.{2,20}(?:有限公司|集团).{0,10}(?:成立于|创立于|是一家)"
)
_NO_FIELD_OF_STUDY = "知识|技能|能力|术语|技术|素养|基础|水平|英语|资格|证书|性|化|人|功底|培训|服务"
_FIELDS_OF_STUDY = re.compile(
    # after a degree, or as a whole item: 本科…计算机、会计等相关专业
    r"(?:(?:本科|大专|专科|硕士|博士|学历|学位|全日制|毕业|中专|高中)[^。；;\n]{0,80}?|"
    r"(?:^|(?<=[\n。；;])|(?<=\d[、.．)）:：]))[ \t\u3000]{0,9}[^。；;\n\d:：能会有力]{2,40}?(?:等?相关|类|等))"
    rf"专业(?!{_NO_FIELD_OF_STUDY})"
)


_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\x21-\x7e]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+", re.IGNORECASE | re.ASCII
)


def demand_only(text: str) -> list[tuple[int, int]]:
    """Stretches (start, end) of the text that state demand, in order, without overlap.

    What an applicant should have studied (计算机等相关专业) and addresses of pages and mail are left out."""
    regions = without(demand_sections(text), [match.span() for match in _FIELDS_OF_STUDY.finditer(text)])
    return without(regions, [match.span() for match in _ADDRESS.finditer(text)])


def without(regions: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of stretches (start, end); `holes` are in order and do not overlap."""
    return [part for region in regions for part in _left_of(region, holes)] if holes else regions


def _left_of(region: tuple[int, int], holes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = region
    for first, last in holes:
        if first >= end:
            break
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def demand_sections(text: str) -> list[tuple[int, int]]:
    """Stretches under headings of duties and requirements, and before any heading."""
    marks = [(match.start(), match.lastgroup == "demand") for match in _HEADING.finditer(text)]
    opens_with_demand = not _INTRODUCTION.match(text)
    regions: list[tuple[int, int]] = []
    start, demand = 0, opens_with_demand
    for at, is_demand in [*marks, (len(text), False)]:
        if demand and at > start:
            regions.append((start, at))
        start, demand = at, is_demand
    return regions


_CLAUSE_END = re.compile(r"[。；;！!？?\n]|(?<=[^\d.])\d{1,2}[、.．)）](?=\D)")
_PREFERRED = re.compile(
    r"优先(?!级|队列|处理|保障|安排)|优选|加分|[更尤最为]佳|[者的学]佳|更好(?=[\s，,。；;！!）)]|$)|"
    r"\bpreferred|nice to have|\ba plus\b|\bbonus points?\b|\bdesirable\b|\ban advantage\b",
    re.IGNORECASE,
)
_PREFERRED_LIST = re.compile(r"以下[^。；;\n]{0,24}(?:优先|加分)[^。；;，,\n]{0,6}[：:]")
_EXAMPLES = re.compile(r"\s*(?:如|例如|比如|包括|such as|e\.g\.)", re.IGNORECASE)
_INTRODUCES = re.compile(r"[^，,。；;\n]{0,6}[：:]")
_OPEN, _CLOSE = "（([【", "）)]】"
_CLOSED = re.compile(r"[）)\]】]")
_ALONE = 2
"""Characters between a bracket and the word up to which the bracket holds no statement of its own: （加分）."""
_BRACKET = 80
"""Characters after the word in which its bracket is looked for."""
_PREFERRED_HEADING = re.compile(
    r"(?:^|[\n。；;])[\s\d一二三四五六七八九十、.．（(【\[]{0,12}(?:加分项|优先条件|优先考虑)[】\])）]{0,3}\s{0,3}(?:[：:\n]|(?<=】))|"
    r"(?:^|\n)[ \t]{0,12}(?:nice to have|preferred qualifications|bonus points)\b",
    re.IGNORECASE,
)
_NOT_NEEDED = r"无需|无须|毋需|不需要?(?!的)|不要求|不必|不用(?!的)|不强求|不强制要求"
_NOT_NEEDED_BEFORE = re.compile(
    # words of degree (不要求精通) are no such bridge: less of the skill may still be asked
    rf"(?:{_NOT_NEEDED}|\bno|not require[ds]?)"
    r"(?:您|你|自己|自行|主动|再|额外|重新|外出|一定|承担|从事|进行|负责|参与|去|露|做|写|编写|使用|"
    r"有|懂|会|具备|具有|掌握|熟悉|任何|相关|专业|持有|过|的|,|\s|prior|previous|any)*$",
    re.IGNORECASE,
)
_NOT_NEEDED_WITHIN = re.compile(_NOT_NEEDED)
_NOT_NEEDED_AFTER = re.compile(
    r"(?:口语|听说|读写|书写)?(?:水平|能力|经验|知识|基础|证书?|技能|等级)?"
    r"[（(]?(?:不作要求|不做要求|不要求|无要求|非必[需须要]|不是必[需须]|"
    r"(?:is |are )?not (?:required|necessary|needed))",
    re.IGNORECASE,
)
_REACH = 16
"""Characters before and after a mention in which a negation is looked for."""


def under_preferred_headings(text: str) -> list[tuple[int, int]]:
    """Stretches (start, end) under a heading that says: merely welcome (加分项)."""
    headings = [match.start() for match in _HEADING.finditer(text)]
    return [
        (match.start(), next((at for at in headings if at >= match.end()), len(text)))
        for match in _PREFERRED_HEADING.finditer(text)
    ]


def negated(text: str, start: int, end: int) -> bool:
    """Whether the words around a span, or within it, say that it is not needed."""
    before = text[max(0, start - _REACH) : start]
    return bool(
        _NOT_NEEDED_BEFORE.search(before)
        or _NOT_NEEDED_WITHIN.search(text, start, end)
        or _NOT_NEEDED_AFTER.match(text, end)
    )


def preferred_parts(text: str) -> list[tuple[int, int]]:
    """Stretches (start, end) that the text says are merely welcome.

    A word such as 优先 speaks of its own part between commas (会PS，懂视频剪辑者优先), with what follows as
    an example or after a colon; in brackets, of what the brackets hold."""
    if not _PREFERRED.search(text):
        return []
    ends = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    found = [
        part for a, b in itertools.pairwise(ends) if _PREFERRED.search(text, a, b) for part in _welcome_in(text, a, b)
    ]
    headings = [match.start() for match in _HEADING.finditer(text)]
    for match in _PREFERRED_LIST.finditer(text):
        after = (at for at in headings if at >= match.end())
        found.append((match.start(), next(after, len(text))))
    return found + under_preferred_headings(text)


def _welcome_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of one clause."""
    parts = _between_commas(text, start, end)
    for number, (first, last, opened) in enumerate(parts):
        following = parts[number + 1][0] if number + 1 < len(parts) else end
        for word in _PREFERRED.finditer(text, first, last):
            before = bisect_left(opened, word.start())
            bracket = opened[before - 1] if before else word.start()
            if word.start() - bracket > _ALONE and not _CLOSED.search(text, bracket, word.start()):
                close = _CLOSED.search(text, word.end(), min(last, word.end() + _BRACKET))
                yield bracket, close.start() if close else word.end()
                continue
            if _INTRODUCES.match(text, word.end(), end) or _EXAMPLES.match(text, following, end):
                yield first, end
            else:
                yield first, last
            break


def _between_commas(text: str, start: int, end: int) -> list[tuple[int, int, list[int]]]:
    """Parts (start, end, where brackets open) of a clause; a comma in brackets does not part."""
    parts: list[tuple[int, int, list[int]]] = []
    first, depth, opened = start, 0, []
    for at in range(start, end):
        if text[at] in _OPEN:
            depth += 1
            opened.append(at)
        elif text[at] in _CLOSE:
            depth = max(0, depth - 1)
        elif text[at] in "，," and not depth:
            parts.append((first, at, opened))
            first, opened = at + 1, []
    parts.append((first, end, opened))
    return parts


def wishes(text: str) -> Callable[[int, int], tuple[bool, bool]]:
    """A function from a span (start, end) to (preferred, negated), as the text around it says."""
    preferred = preferred_parts(text)

    def of(start: int, end: int) -> tuple[bool, bool]:
        return any(a <= start < b for a, b in preferred), negated(text, start, end)

    return of
