"""JSON → a reading: the credit-bank portal's records, nested or flat lists, CASE packages, our own output."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from taxonomy.standards import case_json, facts
from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import Item, Major, NotPlaced, Reading
from taxonomy.standards.sheets import decode
from taxonomy.standards.state import Found, Named, settle
from taxonomy.standards.wording import clean, join, leading_code, level_of

_KEYS: dict[str, tuple[str, ...]] = {
    "certificate": ("certificate", "certificatename", "standardname", "name", "title", "证书", "证书名称", "标准名称"),
    "version": ("version", "versionno", "standardversion", "edition", "版本", "版本号"),
    "published": ("statedt", "publishdate", "releasedate", "published", "发布日期", "发布时间"),
    "issuer": ("issuer", "xzhorgname", "orgname", "organization", "organisation", "issuingorg", "培训评价组织",
               "发布单位", "颁证机构"),
    "majors": ("majors", "suitablemajors", "specialities", "适用专业", "适用院校专业"),
    "jobs": ("jobs", "targetjobs", "posts", "面向岗位", "面向职业岗位", "职业岗位"),
}  # fmt: skip
_PARTS: dict[str, tuple[str, ...]] = {
    "level": ("level", "grade", "certificategrade", "levelname", "gradename", "skilllevel", "等级", "级别", "技能等级"),
    "module": ("module", "modulename", "模块", "职业模块"),
    "domain": ("domain", "domainname", "workdomain", "workarea", "workfield", "workfieldname", "field", "工作领域",
               "职业功能"),
    "domain_code": ("domaincode", "workfieldcode", "fieldcode", "领域编码", "领域编号", "工作领域编号", "工作领域编码"),
    "task": ("task", "taskname", "worktask", "worktaskname", "workcontent", "工作任务", "工作内容"),
    "task_code": ("taskcode", "worktaskcode", "任务编码", "任务编号", "工作任务编号", "工作任务编码"),
    "text": ("text", "requirement", "requirementtext", "skillrequirement", "skillrequire", "content",
             "职业技能要求", "技能要求",
             "fullstatement", "description"),
    "code": ("code", "no", "number", "requirementcode", "skillcode", "编号", "编码", "要求编号", "要求编码"),
}  # fmt: skip
_LISTS: dict[str, str] = {
    "levels": "level", "certinfos": "level", "grades": "level", "等级": "level", "modules": "module", "模块": "module",
    "domains": "domain", "workdomains": "domain", "workfields": "domain", "workareas": "domain", "fields": "domain",
    "工作领域": "domain", "职业功能": "domain", "tasks": "task", "worktasks": "task", "工作任务": "task",
    "工作内容": "task",
    "requirements": "text", "skills": "text", "skillrequirements": "text", "skillrequires": "text",
    "职业技能要求": "text",
    "技能要求": "text", "items": "text", "children": "",
}  # fmt: skip
_BELOW = {"level": "domain", "module": "domain", "domain": "task", "task": "text"}
_SCOPE = ("certificatedesc", "scope", "leveldesc", "简介")
_IGNORED = re.compile(r"^(?:.*id|.*url|.*key|.*dt|.*date|code|msg|message|success|total|pages?|pagenum|"
                      r"pagesize|size|current|status|.*code|.*file.*|basis|not_?placed|where|.*_en)$")  # fmt: skip


def _plain(key: str) -> str:
    return re.sub(r"[\s_\-（）()]", "", key).lower()


def _value(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next(
            (value[k] for k in ("name", "label", "text", "title", "value", "zh", "code") if value.get(k)), None
        )
    return clean(str(value)) or None if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _take(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    plain = {_plain(k): v for k, v in record.items()}
    return next((v for n in names if (v := _value(plain.get(n)))), None)


def read(path: Path, name: str | None = None) -> Reading:
    """Read a JSON file; raises StandardError when it is broken or holds several standards and `name` chooses none."""
    try:
        content = json.loads(decode(path))
    except json.JSONDecodeError as error:
        raise StandardError(
            path, f"not JSON: {error.msg} in line {error.lineno}", f"不是有效的 JSON：第 {error.lineno} 行有误"
        ) from error
    if case_json.is_package(content):
        return case_json.read(content, path)
    if isinstance(content, dict) and {"reading", "version_id"} <= set(content):
        return Reading.model_validate(content["reading"])
    records = _records(content)
    if not records:
        raise StandardError(path, "holds no record of a certificate or standard", "没有证书或标准的记录")
    return _Walk(records, path, name).read()


def _records(content: Any) -> list[dict[str, Any]]:
    """The records inside the envelopes that services put around them."""
    while isinstance(content, dict):
        inner = next(
            (content[k] for k in ("data", "result", "rows", "records", "list", "content", "standard")
             if isinstance(content.get(k), (dict, list)) and not _take(content, _KEYS["certificate"])), None,
        )  # fmt: skip
        if inner is None:
            return [content]
        content = inner
    return [r for r in content if isinstance(r, dict)] if isinstance(content, list) else []


class _Walk:
    def __init__(self, records: list[dict[str, Any]], path: Path, name: str | None) -> None:
        self.reading, self.found, self.path = Reading(), list[Found](), path
        self.records = self._chosen(records, name)

    def _chosen(self, records: list[dict[str, Any]], name: str | None) -> list[dict[str, Any]]:
        named = [(_bare(_take(r, _KEYS["certificate"])), r) for r in records]
        names = list(dict.fromkeys(n for n, _ in named if n))
        if len(names) <= 1 or (not name and all(_take(r, _PARTS["text"]) for r in records)):
            return records
        chosen = [r for n, r in named if name and n and _bare(name) == n]
        if not chosen:
            shown = "、".join(names[:8])
            raise StandardError(
                self.path, f"holds {len(names)} standards ({shown} …); choose one with --name NAME",
                f"含 {len(names)} 个标准，请用 --name 指定其一",
            )  # fmt: skip
        return chosen

    def read(self) -> Reading:
        reading, first = self.reading, self.records[0]
        reading.certificate = _bare(_take(first, _KEYS["certificate"]))
        reading.published = _take(first, _KEYS["published"])
        reading.version = _take(first, _KEYS["version"]) or reading.published
        reading.issuer = _take(first, _KEYS["issuer"])
        reading.majors = list(self._majors(first))
        reading.jobs = facts.jobs_of(_texts(first, _KEYS["jobs"]))
        for at, record in enumerate(self.records, start=1):
            self._walk(record, f"record {at}", "", None, None, Named(), Named())
        reading.requirements = settle(self.found)
        return reading

    def _majors(self, record: dict[str, Any]) -> Iterator[Major]:
        for key, value in record.items():
            if _plain(key) not in _KEYS["majors"]:
                continue
            if isinstance(value, dict):
                for school, names in value.items():
                    yield from facts.majors_of([f"{school}：{'、'.join(names) if isinstance(names, list) else names}"])
            elif isinstance(value, list) and all(isinstance(v, dict) for v in value):
                yield from (
                    Major(name=str(v["name"]), school=v.get("school"), level=v.get("level"))
                    for v in value
                    if v.get("name")
                )
            else:
                yield from facts.majors_of(_texts(record, _KEYS["majors"]))

    def _walk(
        self, node: Any, where: str, kind: str, level: str | None, module: str | None, domain: Named, task: Named
    ) -> None:
        if isinstance(node, str):
            if clean(node) and kind in ("text", ""):
                self._add(None, node, where, level, module, domain, task)
            return
        if isinstance(node, list):
            for at, part in enumerate(node, start=1):
                self._walk(part, f"{where}[{at}]", kind, level, module, domain, task)
            return
        if not isinstance(node, dict):
            return
        plain = {_plain(k): k for k in node}
        level = (
            level_of(_take(node, _PARTS["level"]) or (_take(node, ("name", "title")) or "" if kind == "level" else ""))
            or level
        )
        own = _take(node, ("name", "title", "名称"))
        module = _take(node, _PARTS["module"]) or (own if kind == "module" else None) or module
        domain = self._named(node, "domain", kind, own, domain)
        task = self._named(node, "task", kind, own, task if domain.code or domain.name or kind != "domain" else Named())
        self._scope(node, level, where)
        text = None if kind in ("level", "module", "domain", "task") else _take(node, _PARTS["text"])
        text = text or (own if kind == "text" else None)
        if text and (kind == "text" or self._is_flat(node)):
            self._add(_take(node, _PARTS["code"]), text, where, level, module, domain, task, node.get("text_en"))
        for key, original in plain.items():
            value = node[original]
            if isinstance(value, (list, dict)) and key not in _KEYS["majors"] and key not in _KEYS["jobs"]:
                if word := level_of(original) if isinstance(value, (list, dict)) and len(original) <= 6 else None:
                    inner = "level" if isinstance(value, dict) else "domain"
                    self._walk(value, f"{where}.{original}", inner, word, module, domain, task)
                elif key in _LISTS:
                    below = _LISTS[key] or _BELOW.get(kind, "text")
                    self._walk(value, f"{where}.{original}", below, level, module, domain, task)
                elif not _IGNORED.match(key) and not _take(node, (key,)):
                    self._leftover(f"{where}.{original}", json.dumps(value, ensure_ascii=False))
            elif isinstance(value, str) and clean(value) and not self._known(key):
                self._leftover(f"{where}.{original}", value)

    def _is_flat(self, node: dict[str, Any]) -> bool:
        return bool(_take(node, _PARTS["task"]) or _take(node, _PARTS["domain"]))

    def _known(self, key: str) -> bool:
        every = [*_KEYS.values(), *_PARTS.values(), _SCOPE, ("name", "title", "名称", "text_en", "nameen")]
        return any(key in names for names in every) or bool(_IGNORED.match(key))

    def _named(self, node: dict[str, Any], part: str, kind: str, own: str | None, now: Named) -> Named:
        said = _take(node, _PARTS[part]) or (own if kind == part else None)
        code = _take(node, _PARTS[f"{part}_code"]) or (_take(node, _PARTS["code"]) if kind == part else None)
        if said is None and code is None:
            return now
        inner, rest = leading_code(said or "")
        name = said if inner is None or (code is not None and inner != code) else rest
        found = Named(code or inner, name or None, _take(node, (f"{part}en", "nameen")) if said else None)
        return now if (found.code, found.name) == (now.code, now.name) else found

    def _scope(self, node: dict[str, Any], level: str | None, where: str) -> None:
        text = _take(node, _SCOPE)
        if text and level:
            self.reading.scopes.setdefault(level, text)
        elif text:
            self._leftover(where, text)

    def _leftover(self, where: str, text: str) -> None:
        self.reading.not_placed.append(NotPlaced(where=where, text=text, reason="unknown key / 未知字段"))

    def _add(
        self, code: str | None, text: str, where: str, level: str | None, module: str | None, domain: Named,
        task: Named,
        english: str | None = None,
    ) -> None:  # fmt: skip
        inner, rest = leading_code(join(text.splitlines()))
        if inner is not None and code in (None, inner):
            code, text = inner, rest
        self.found.append(Found(level, module, domain, task, code, join(text.splitlines()), english, where, True, True))


def _bare(name: str | None) -> str | None:
    if name is None:
        return None
    return (
        re.sub(r"职业技能等级(?:证书|标准).*$", "", re.sub(r"[（(](?:初级|中级|高级)[)）]$", "", name)).strip("《》 ")
        or name
    )


def _texts(record: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    for key, value in record.items():
        if _plain(key) in names and value:
            return [str(v) for v in value] if isinstance(value, list) else [str(value)]
    return []


__all__ = ["Item", "read"]
