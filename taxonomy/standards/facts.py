"""Name, version, issuer, suitable specialities and target jobs of a standard, from its paragraphs."""

from __future__ import annotations

import re

from taxonomy.standards.model import Major
from taxonomy.standards.wording import CJK, clean, levels_in

_STANDARD = r"职业技能等级(?:证书)?(?:考核)?标准"
_ORGANISATION = re.compile(
    r"(?:公司|中心|协会|集团|大学|学院|研究院|研究所|委员会|学会|联盟|出版社|基金会|促进会|联合会|商会|厂|院|局|部|社)$"
)
_ISSUED = r"(?:联合)?(?:制定|发布|编制|颁布|制订|组织编写)"
_VERSIONS = (
    r"\d{4}\s*年\s*(?:第?\s*)?[Vv]?\d+(?:\.\d+)*\s*版",
    r"(?:标准)?版本(?:号)?\s*[:：]\s*([^\s，。；;）)]+)",
    r"[Vv](?:er\.?|ersion)?\s?\d+(?:\.\d+)+",
    r"(?<![\d.])\d+\.\d+\s*版",
    r"第[一二三四五六七八九十\d]+版",
    r"\d{4}\s*(?:年)?\s*(?:修订)?版",
)
_DATE = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(?:(\d{1,2})\s*日?)?")
_SCHOOLS = (
    ("应用型本科学校", r"(?:高等职业(?:教育)?|应用型|职业|普通)*本科(?:层次)?(?:职业)?(?:学校|院校|高校|教育)?"),
    ("中等职业学校", r"中等职业(?:学校|院校|教育)|中职(?:学校|院校)?|中专|技工学校"),
    ("高等职业学校", r"高等职业(?:学校|院校|教育专科|教育)|高职(?:高专|专科|院校|学校)?|专科(?:学校|院校)?"),
)


def _bare(title: str) -> str:
    title = re.sub(r"[《》【】\[\]“”\"]|1\s*[+＋]\s*[XxⅩ]|教育部|试点", "", title)
    title = re.sub(r"[（(]\s*(?:初级|中级|高级|[\d年月VvＶ.版 ]+|试行|送审稿|征求意见稿)\s*[)）]", "", title)
    title = re.sub(r"^(?:证书|标准)(?:名称)?\s*[:：]", "", title.strip())
    return re.sub(r"^(?:职业技能等级证书|证书)", "", title.strip(" :：—-_·")).strip(" :：—-_·")


def name_in(text: str) -> str | None:
    """Name in a line such as 《Web前端开发职业技能等级标准》; "" when the line is the words alone, None for another."""
    text = clean(text)
    found = re.search(rf"^(.*?){_STANDARD}", text)
    if not found or len(text) > 80 or "。" in text:
        return None
    return re.sub(r"^(?:附件|附录)\d*[:：]?", "", _bare(found[1]))


def certificate_name(front: list[str], body: list[str], running: list[str], file_name: str) -> str | None:
    """Name from the cover, else from the scope sentence, page headers, a label or the name of the file."""
    said = next(
        (
            m[1]
            for t in body
            if (m := re.search(r"本标准(?:规定|适用|给出|明确)了?(.{2,30}?)(?:职业技能等级|证书)", clean(t)))
        ),
        None,
    )
    for at, line in enumerate(front):
        name = name_in(line)
        if name:
            return name
        if name == "":
            before = [clean(t) for t in front[:at] if _title_like(clean(t))]
            if before:
                return _bare(before[-1])
    label = next((m[1] for t in front if (m := re.match(r"^(?:证书|标准)名称\s*[:：]\s*(.+)$", clean(t)))), None)
    candidates = [label, _bare(said) if said else None, *map(name_in, running), name_in(file_name)]
    return next((re.sub(_STANDARD, "", _bare(c)) for c in candidates if c), None)


def _title_like(line: str) -> bool:
    return (
        1 < len(line) <= 40
        and bool(re.search(f"[{CJK}]", line))
        and not re.search(rf"[。:：]|{_ISSUED}|\d{{4}}年|代码|编号|目录|目次|附件", line)
        and not _ORGANISATION.search(line)
    )


def version_of(front: list[str]) -> tuple[str | None, str | None]:
    """(version, date of publication) as the cover words them."""
    lines = [clean(t) for t in front]
    found = None
    for pattern in _VERSIONS:
        for line in lines:
            match = re.search(pattern, line)
            if match and (len(line) <= 60 or pattern == _VERSIONS[0]):
                found = clean(match[1] if match.groups() and match[1] else match[0]).replace("年 ", "年")
                break
        if found:
            break
    date = None
    for line in lines:
        match = _DATE.search(line)
        if match and len(line) <= 60 and not re.search(r"GB/?T|教职", line):
            date = clean(match[0])
            if re.search("发布|实施|颁布|制定", line):
                break
    return found or date, date


def issuer_of(front: list[str], body: list[str]) -> str | None:
    """Organisation that issues the standard: by label, by its line on the cover, else the first drafter named."""
    lines = [clean(t) for t in front]
    label = re.compile(
        r"^(?:培训评价组织|(?:标准)?(?:发布|制定|制订|编制|颁证|颁发|发证)(?:单位|机构|组织)|评价组织)(?:名称)?\s*[:：]\s*(.+)$"
    )
    for line in lines:
        if match := label.match(line):
            return match[1].strip(" 。")
    for at, line in enumerate(lines):
        bare = re.sub(rf"\s*{_ISSUED}$", "", line)
        after = lines[at + 1] if at + 1 < len(lines) else ""
        if (
            _ORGANISATION.search(bare)
            and len(bare) <= 40
            and "。" not in bare
            and not bare.startswith(("本标准", "教育部"))
        ):
            named = bare != line or bool(re.fullmatch(_ISSUED, after)) or at < 30
            if named and not re.search(r"[:：、，]", bare):
                return bare
    for line in [*lines, *map(clean, body)]:
        match = re.search(r"(?:牵头|主要|主编|负责)?起草单位(?:有|为|包括)?\s*[:：]?\s*([^、，,；;。]+)", line)
        if match and _ORGANISATION.search(match[1].strip()):
            return match[1].strip()
    return None


def _enumerated(text: str) -> list[str]:
    depth, parts, part = 0, [], ""
    for sign in text:
        depth += (sign in "（(") - (sign in "）)")
        if sign in "、，,；;。\n" and depth <= 0:
            parts.append(part)
            part = ""
        else:
            part += sign
    return [p.strip() for p in (*parts, part) if p.strip()]


def majors_of(lines: list[str]) -> list[Major]:
    """Specialities under 适用院校专业, each with the school type and level named before it."""
    found: list[Major] = []
    school = level = None
    for line in (part for whole in lines for part in re.split("[；;。]", clean(whole))):
        text = re.sub(r"^(?:\d+(?:\.\d+)*|[（(]?[一二三四五六七八九十\d]+[)）、.])\s*[.、]?\s*(?=\D)", "", line)
        text = re.sub(
            r"^[【（(]?(?:参照|依据|按照)[^】）)，,：:]*专业目录[^】）)，,：:]*[】）)，,：:]*", "", text.strip()
        )
        words = levels_in(text)
        if len(words) == 1 and len(text) < 12:
            level = words[0]
        for name, pattern in _SCHOOLS:
            if match := re.match(
                rf"^(?:适用|面向)?(?:于)?[【\[（(]?(?:{pattern})[】\])）]?(?:相关)?(?:专业)?(?:[（(][^)）]*[)）])?\s*[:：]?\s*",
                text,
            ):
                school, text = name, text[match.end() :]
                break
        if not text or (
            re.search(r"^本标准|专业目录|^(?:初级|中级|高级)[:：]?$|可作为|参照", text) and not re.search("、", text)
        ):
            continue
        text = re.sub(
            r"^[（(【]?(?:初级|中级|高级)[)）】]?\s*[:：]?",
            "",
            re.sub(r"^(?:参照|依据).*?专业目录[^:：]*[:：]", "", text),
        )
        parts = [p for part in _enumerated(text) for p in re.split("(?<![高中初])等(?=[^级])|以及", part)]
        for part in parts:
            name = re.sub(r"^(?:[0-9A-Z]{4,8})\s*|^(?:以及|及|和|包括|适用于)", "", part)
            name = re.sub(
                r"(?:等)?(?:相关|相近)?(?:等)?(?:本科|专科|中职|高职)?(?:相关)?专业(?:类)?(?:等)?$|等$", "", name
            ).strip(" 。：:")
            if 1 < len(name) <= 30 and not re.search(r"本标准|学校$|用人单位", name):
                found.append(Major(name=name, school=school, level=level))
    return found


def jobs_of(lines: list[str]) -> list[str]:
    """Jobs under 面向职业岗位（群）, as single names where the sentence can be taken apart."""
    jobs: list[str] = []
    for line in map(clean, lines):
        text = re.sub(r"^(?:\d+(?:\.\d+)*|[（(]?[一二三四五六七八九十\d]+[)）、.])\s*[.、]?\s*(?=\D)", "", line)
        for sentence in re.split(r"[。；;]", text):
            sentence = re.sub(
                r"^.{0,30}?(?:【|（|\()?(?:初级|中级|高级)(?:】|）|\))?\s*[:：]?\s*(?=.)", "", sentence
            ).strip(" :：")
            sentence = re.sub(
                r"^(?:本标准|本证书|主要)*(?:主要)?(?:面向|适用于|针对)(?:的)?(?:职业)?(?:岗位)?(?:（群）)?(?:有|为|包括)?\s*[:：]?",
                "",
                sentence,
            )
            sentence = re.sub(
                r"^.{0,60}?(?:企业|单位|行业|领域|机构|部门|公司|平台|院校|门店|场所)(?:等)?(?:中)?(?:的|，|,)(?:主要)?(?:从事)?",
                "",
                sentence,
            )
            sentence = re.sub(
                r"^(?:主要)?从事", "", re.sub(r"(?:(?<=岗位)|(?<=）)|(?<=群))[，,](?:主要)?从事.*$", "", sentence)
            )
            for part in _enumerated(sentence):
                job = re.sub(r"^(?:以及|及|和|或|从事|包括|具体岗位[:：]?)", "", part)
                job = re.sub(
                    r"(?:等)?(?:相关|类似)?(?:的)?(?:技术|工作|职业)?(?:岗位|工作|职业)(?:（群）|群)?(?:的人员)?$|等$",
                    "",
                    job,
                ).strip(" 。：:")
                if 1 < len(job) <= 30 and not re.search(r"本标准|也适用|其他需要", job):
                    jobs.append(job)
    return list(dict.fromkeys(jobs))
