"""Certificates, licences and titles that a posting names: which, where in the text, and whether they are asked for.

The list is `recognition.yaml`; names of 1+X certificates come from `catalogue.csv` and count only where the posting
says that it speaks of a 1+X or vocational skill level certificate. Known spellings only: a certificate that the list
lacks is found as `general` where the word 证书 stands, and otherwise not at all."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import ahocorasick
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from taxonomy import catalogue
from taxonomy.extractors import sections
from taxonomy.registry import HERE, TaxonomyError

Kind = Literal["one_x", "grade", "industry", "title", "general", "language", "driving", "permit"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CERTIFICATES: tuple[Kind, ...] = ("one_x", "grade", "industry", "title", "general")
"""Kinds that count as a certificate; the others are kept apart."""
Stance = Literal["required", "preferred", "negated", "mentioned"]
STANCES: tuple[Stance, ...] = get_args(Stance)
"""`mentioned` is named without being asked for: an allowance, a course on offer, praise of the employer."""
FILE = HERE / "recognition.yaml"
MAX_CHARACTERS = 20_000
"""Longer texts are read up to here, as skills are."""


class Entry(BaseModel):
    """One certificate, licence or title (a line of `recognition.yaml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(?::[a-z0-9-]+)?$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    kind: Kind
    names: tuple[str, ...] = ()
    """Spellings that are the certificate wherever they stand."""
    words: tuple[str, ...] = ()
    """Spellings that are it only with a word for a certificate beside them."""
    exclude: tuple[str, ...] = ()

    @field_validator("exclude")
    @classmethod
    def _are_expressions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return value

    @functools.cached_property
    def unwanted(self) -> re.Pattern[str] | None:
        """What must not stand in the same clause."""
        return re.compile("|".join(self.exclude)) if self.exclude else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of a text that names an entry; `text[start:end]` is the wording."""

    start: int
    end: int
    entry: Entry
    stance: Stance


WIDTHS = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
WIDTHS |= {c + 0xFEE0: c + 32 for c in range(ord("A"), ord("Z") + 1)} | {0x3000: 0x20, 0xA0: 0x20}
_NO_CERTIFICATE = re.compile(
    r"[保验论签单凭见取准旁求举例印实辩循佐查公产房]证|信用证|产地证|担保证|身份证|居住证|工作证|学位证书?|毕业证书?|学历证书?|"
    r"学生证|退伍证|许可证|行驶证|营业证|通行证|出入证|结婚证|离职证|(?:任职|岗位|应聘|职位|报名|参赛|录用|申请|人员|基本|候选人?)资格|资格审|证[券实明据件监照码]|"
    r"(?:身份|用户|单点|登录|权限|安全|质量|产品|体系)认证"
)
_CERTIFICATE = r"(?:资格证书?|证书?|认证|资格|执照|职称)"
_AFTER = re.compile(rf"(?:(?!\d[.、)])[^,。;!?:\n]){{0,14}}?{_CERTIFICATE}")
_TAIL = re.compile(r"书|[^,。;!?:\n、/或和及与 ]{0,6}?(?:资格证书?|证书?|认证|资格|执照)")
_BEFORE = re.compile(r"(?:证书?|认证|资格|职称)[^,。;!?\n:(]{0,6}[:(如](?:(?!\d[、.)])[^。;!?\n]){0,24}$")
_OTHER_WORDS = frozenset("券实明据监照码")
"""After 证 they make another word: 证券, 证明."""
_ONE_X = re.compile(r"1\s?\+\s?x|x证书|职业技能等级")
_CLAUSE = re.compile(r"[,。;!?\n]")
_NOT_NEEDED = re.compile(
    r"(?:无需|无须|不需要?|不要求|不用|不限)[^,。;\n]{0,10}(?:证|资格|认证|职称|教资)|(?:证书?|资格|职称)(?:要求)?[::]?\s*无(?:特定)?(?:要求)?$"
)
_WAIVED = re.compile(
    r"(?:没有|有无|无|未持有?)[^,。;\n]{0,14}(?:也可|亦可|也行|均可|皆可|都可|可培养|也能)|无证(?:也|亦)?可"
)
"""Good to have and not needed: 无证也可."""
_ASKED = re.compile(
    r"优先|加分|必须|[须需](?!求)|要求|最好|至少|即可|持有|以上(?:水平|水准|者)?$|^[\s\d.、()]*(?:有|具有|具备|能办|可办)"
)
"""What makes a request of a clause that stands under another heading, such as benefits."""
_OFFERED = re.compile(
    r"考取|考证|报考|补贴|津贴|报销|奖励|补助|资助|代办|办证|可获得?|颁发(?!的)|发放(?!的)|考务|申报|宣传|推广|证书项目|项目等工作|"
    r"培训后|入职后|结业|学员|招生|课程|题库|认证培训|培训考试|考试名额|免费(?:培训|学习|考)|(?:协助|帮助).{0,8}(?:考|办|取)|挂靠|如有[需请]|复印件|"
    r"公司(?:已|拥有|具有|获得|通过|先后)|荣获"
)
_ASKED_ALL_THE_SAME = re.compile(r"优先|加分|必须|[须需]要?(?:持|考取|取得|有|具)|持有")
_WELCOME = re.compile(r"优先|优选|加分|[更最尤]佳|为佳|更优|更好|最好|preferred|a plus|nice to have|advantage")
_NEEDED = re.compile(r"必须|必备|务必|[须需](?!求)|要求持|硬性")
_NEXT_STATEMENT = re.compile(
    r"[\s\d.、()]*(?:有|具|持|熟|能|会|需|须|要|了解|掌握|精通|工作|相关|同等|懂|年龄|学历|本科|大专|男|女|身体|性格|"
    r"[^,]{0,8}(?:经验|学历|专业|年龄|背景|应届|退伍|能力))"
)
"""A clause that begins so speaks of something else."""
_MONEY = re.compile(r"补贴|津贴|报销|奖励|补助|资助")


_DEGREE = "(?:初中|高中|中专|中技|中职|职高|技校|高职|大专|专科|本科|学士|硕士|研究生|博士)"
_EDUCATION = re.compile(
    rf"{_DEGREE}[^,，。;；\n]{{0,8}}(?:学历|学位|以上|毕业|文凭)|(?:学历|学位)[^,，。;；\n]{{0,8}}{_DEGREE}|"
    rf"(?:统招|全日制|公办){_DEGREE}|[Bb]achelor|[Mm]aster'?s? (?:degree|or)"
)


def asks_education(text: str) -> bool:
    """Whether the text names a level of schooling; for postings whose own field says nothing of it."""
    return _EDUCATION.search(text, 0, MAX_CHARACTERS) is not None


def _whole(text: str, start: int, end: int) -> bool:
    """No Latin word or number is cut at either end."""
    first, last = text[start], text[end - 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    cut_before = first.isascii() and first.isalnum() and before.isascii() and before.isalnum()
    cut_after = last.isascii() and last.isalnum() and after.isascii() and after.isalnum()
    return not (cut_before or cut_after)


def entries(path: Path = FILE) -> tuple[Entry, ...]:
    """The list in file order; raises TaxonomyError with the entry and what is wrong with it."""
    found: list[Entry] = []
    for item in yaml.safe_load(path.read_text("utf-8")):
        try:
            entry = Entry.model_validate(item)
        except ValidationError as error:
            raise TaxonomyError(f"{path.name}, {item.get('id', item)}: {error}") from error
        if not (entry.names or entry.words):
            raise TaxonomyError(f"{path.name}, {entry.id}: needs names or words / 需要 names 或 words")
        found.append(entry)
    ids = [entry.id for entry in found]
    if double := sorted({i for i in ids if ids.count(i) > 1}):
        raise TaxonomyError(f"{path.name}: twice in the list / 编号重复: {', '.join(double)}")
    return (*found, *_of_catalogue())


def _of_catalogue() -> Iterator[Entry]:
    """1+X certificates by name."""
    for row in catalogue.load():
        key = row.frame or "c-" + hashlib.sha256(row.name.encode()).hexdigest()[:8]
        name = re.sub(r"[（(].*?[）)]", "", row.name).lower()
        yield Entry(id=f"one_x:{key}", zh=row.name, en=row.name_en, kind="one_x", words=(name,))


class Recogniser:
    """Finds the entries of a list in texts."""

    def __init__(self, known: tuple[Entry, ...] | None = None) -> None:
        self.entries = entries() if known is None else known
        spellings: dict[str, list[tuple[Entry, bool]]] = {}
        for entry in self.entries:
            for alone, written in ((True, entry.names), (False, entry.words)):
                for spelling in written:
                    spellings.setdefault(spelling, []).append((entry, alone))
        self._automaton = ahocorasick.Automaton()
        for spelling, meant in spellings.items():
            self._automaton.add_word(spelling, (len(spelling), meant))
        self._automaton.make_automaton()

    @functools.cached_property
    def version(self) -> str:
        """Digest of the list and of the code that reads: what was found under another one is not asked again."""
        digest = hashlib.sha256(repr([e.model_dump() for e in self.entries]).encode())
        for path in (Path(__file__), Path(sections.__file__)):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def find(self, text: str) -> list[Finding]:
        """What one text names: flat, by start; the longest wording wins, a named certificate before an unnamed one."""
        folded = text[:MAX_CHARACTERS].translate(WIDTHS)
        hits = [
            (last + 1 - length, last + 1, entry, alone)
            for last, (length, meant) in self._automaton.iter(folded)
            if _whole(folded, last + 1 - length, last + 1)
            for entry, alone in meant
        ]
        if not hits:
            return []
        # words that only look like a certificate are blotted out, sign by sign, so that offsets hold
        masked = _NO_CERTIFICATE.sub(lambda match: "\0" * len(match[0]), folded)
        if not any(alone for *_, alone in hits) and not re.search(_CERTIFICATE, masked):
            return []
        spans = [found for hit in hits if (found := _span(folded, masked, *hit)) is not None]
        return _judged(text, folded, _flat(spans))


def _span(folded: str, masked: str, start: int, end: int, entry: Entry, alone: bool) -> tuple[int, int, Entry] | None:
    """The wording around a spelling, or None where it is no certificate there."""
    first, last = _clause(folded, start, end)
    if entry.unwanted is not None and entry.unwanted.search(folded, first, last):
        return None
    if entry.id.startswith("one_x:") and not _ONE_X.search(folded, max(0, start - 30), end + 30):
        return None
    if "\0" in masked[start:end]:
        return None
    if alone and folded[end - 1] == "证" and folded[end : end + 1] in _OTHER_WORDS:
        return None
    tail = _TAIL.match(masked, end, last)
    if not alone and tail is None and _AFTER.match(masked, end) is None and not _BEFORE.search(masked[:start][-40:]):
        return None
    return start, tail.end() if tail is not None and "\0" not in tail[0] else end, entry


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between two commas, at most 40 signs before and 80 behind: long lists end in 者优先."""
    before = text[max(0, start - 40) : start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    after = _CLAUSE.search(text, end, end + 80)
    return start - len(before) + cut, after.start() if after else min(len(text), end + 80)


def _flat(spans: list[tuple[int, int, Entry]]) -> list[tuple[int, int, Entry]]:
    """Without overlaps: named before unnamed, then longer before shorter, then earlier; in order of the text."""
    kept: list[tuple[int, int, Entry]] = []
    for span in sorted(spans, key=lambda s: (s[2].kind == "general", s[0] - s[1], s[0], s[2].id)):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s[0])


def _judged(text: str, folded: str, spans: list[tuple[int, int, Entry]]) -> list[Finding]:
    """The findings with what the text says of each."""
    if not spans:
        return []
    demand = sections.demand_sections(text)
    welcome = sections.under_preferred_headings(text)
    found = []
    for start, end, entry in spans:
        clause = folded[slice(*_clause(folded, start, end))]
        preferred = _is_preferred(folded, start, end) or any(a <= start < b for a, b in welcome)
        asked = any(a <= start < b for a, b in demand) or _ASKED.search(clause)
        found.append(
            Finding(start, end, entry, _stance(clause, bool(asked), preferred, sections.negated(text, start, end)))
        )
    return found


def _is_preferred(folded: str, start: int, end: int) -> bool:
    """Whether the clause, or the list that it belongs to, is said to be welcome rather than needed.

    有A证，B证者优先 speaks of both; 有A证，有经验者优先 speaks of experience only."""
    first, last = _clause(folded, start, end)
    if _WELCOME.search(folded, first, last):
        return True
    if _NEEDED.search(folded, first, last):
        return False
    while last < len(folded) and folded[last] == "," and last - end < 80:
        following = _clause(folded, last + 1, last + 1)[1]
        if _NEXT_STATEMENT.match(folded, last + 1, following):
            return False
        if _WELCOME.search(folded, last + 1, following):
            return True
        last = following
    return False


def _stance(clause: str, asked: bool, preferred: bool, negated: bool) -> Stance:
    """What a clause says of the certificate in it."""
    if negated or _NOT_NEEDED.search(clause):
        return "negated"
    if _WAIVED.search(clause):
        return "preferred" if preferred else "negated"
    offered = _OFFERED.search(clause) and (_MONEY.search(clause) or not _ASKED_ALL_THE_SAME.search(clause))
    if offered or not asked:
        return "mentioned"
    return "preferred" if preferred else "required"
