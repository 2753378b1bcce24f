"""Which column of a table holds what: by its heading, else by what stands in it."""

from __future__ import annotations

import re
from collections import Counter

from taxonomy.standards.blocks import Cell, Table, distinct
from taxonomy.standards.wording import depth, join, leading_code, level_of, only_code

ROLES = ("level", "module", "domain", "task", "requirement")
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"^(?:编号|编码|代码|序号|No|No\.)$", "number"),
    # more telling headings first; each is tried on the heading without blanks, brackets and Latin gloss
    (r"^(?:职业)?(?:技能)?(?:等级|级别)(?:名称)?$|^level(?:_zh|name)?$", "level"),
    (r"^(?:职业|技术|能力|课程|培训|所属)?模块(?:名称)?$|^module$", "module"),
    (r"^(?:工作|职业|技能)?(?:领域|功能)(?:编号|编码|代码|序号|代号)$|^domaincode$", "domain_code"),
    (r"^(?:典型|工作)*(?:任务|内容)(?:编号|编码|代码|序号|代号)$|^taskcode$", "task_code"),
    (r"^(?:职业)?(?:技能|能力)?(?:等级)?(?:要求|点)?(?:编号|编码|代码|代号)$|^(?:requirement)?code$", "code"),
    (
        r"^(?:工作|职业|技能|能力|岗位)(?:领域|功能|项目)(?:名称)?$|^领域(?:名称)?$|^(?:work)?(?:domain|area|field)(?:name)?$",
        "domain",
    ),
    (
        r"^(?:典型)?(?:工作)?(?:任务|内容)(?:名称|描述)?$|^(?:能力|任务)单元$|^工作环节$|^(?:work)?task(?:name)?$",
        "task",
    ),
    (
        r"^(?:职业|专业|岗位)?(?:技能|能力)(?:等级)?(?:要求|点|标准|描述|内容)(?:内容|描述)?$|^(?:考核|具体)?要求(?:内容|描述)?$"
        r"|^职业(?:能力|技能)$|^能力要素$|^(?:skill|vocationalskill)?requirements?$|^text$",
        "requirement",
    ),
    (r"^(?:工作|职业|技能)(?:领域|功能|项目)英文$|^domainen$", "domain_en"),
    (r"^(?:典型)?(?:工作)?(?:任务|内容)英文$|^tasken$", "task_en"),
    (r"^(?:职业)?技能(?:等级)?要求英文$|^(?:requirement|text)en$", "text_en"),
    (r"^(?:证书|标准)(?:名称)?$|^certificate(?:name)?$", "certificate"),
    (r"^(?:标准)?版本号?$|^version$", "version"),
    (r"^(?:发布|制定|编制|颁证|颁发|发证)(?:单位|机构)$|^培训评价组织$|^issuer$", "issuer"),
    (r"^适用(?:院校)?专业$|^majors$", "majors"),
    (r"^面向(?:职业|工作)?岗位(?:群)?$|^jobs$", "jobs"),
    (r"^依据$|^basis$", "basis"),
    (r"^(?:xgap)?证书代码$|^certificatecode$", "certificate_code"),
    (
        r"^(?:证书|标准)英文名?$|^certificateen$|^条件|^行为|^标准$|^结果|^(?:condition|behaviour|standard|result)",
        "ignore",
    ),
    (r"^技能(?:编号)?ids?$|^skills?$|^自编|^authored$", "ignore"),
)
_OTHER = re.compile(r"知识|权重|比重|学时|课时|分值|备注|说明|素养|课程|评价|考核|工具|条件|参考|素质|态度|方式|成果")
FACTS = ("certificate", "version", "issuer", "majors", "jobs", "basis", "certificate_code")


def _heading(cell: Cell) -> str:
    text = re.sub(r"[\s:：]", "", join(cell.lines))
    bare = re.sub(r"[（(【\[].*?[)）】\]]", "", text)
    if re.search(r"[\u4e00-\u9fff]", bare):  # a Latin gloss beside the Chinese heading says nothing new
        bare = re.sub(r"(?<!xgap)[A-Za-z/_.]+$", "", bare.replace("/", ""))
        bare = re.sub(r"^(?!xgap)[A-Za-z_.]+", "", bare)
    return bare.replace("_", "") if bare.isascii() else bare


def role_of(cell: Cell) -> str | None:
    """Role that a heading cell names; `other` for a known kind of column that has no place; None if no heading."""
    text = _heading(cell)
    if not text or len(text) > 16:
        return None
    for pattern, role in _PATTERNS:
        if re.search(pattern, text, re.IGNORECASE):
            return role
    return "other" if _OTHER.search(text) and len(text) <= 8 else None


def header_roles(row: list[Cell]) -> list[str | None] | None:
    """Roles by column when the row is the heading of a requirement table, else None."""
    roles = [role_of(cell) for cell in row]
    named = {role for cell, role in zip(row, roles, strict=True) if role is not None}
    filled = [c for c in distinct(row) if not c.blank]
    known = named & {*ROLES, "code", "domain_code", "task_code", "number"}
    if len(known) < 2 or not known & {"requirement", "task"}:
        return None
    unknown = [c for c in filled if role_of(c) is None]
    return roles if len(unknown) <= len(filled) / 2 else None


def refine(roles: list[str | None], row: list[Cell]) -> list[str | None] | None:
    """Roles after a second heading row (职业技能要求 over 技能要求 | 相关知识); None when the row is no heading."""
    below = [role_of(cell) for cell in row]
    filled = [c for c in distinct(row) if not c.blank]
    if not filled or any(role_of(c) is None for c in filled):
        return None
    return [under or above for above, under in zip(roles, below, strict=False)]


def _column(table: Table, start: int, at: int) -> list[Cell]:
    return [c for c in distinct([row[at] for row in table.rows[start:] if at < len(row)]) if not c.blank]


def settle_numbers(table: Table, start: int, roles: list[str | None]) -> list[str | None]:
    """Columns headed 编号 or 序号, unnamed columns of codes and doubled roles: settled by what stands in them."""
    settled = list(roles)
    for at, role in enumerate(roles):
        cells = _column(table, start, at)
        codes = [only_code(join(c.lines)) for c in cells]
        if (
            role == "code"
            and codes
            and all(depth(c) <= 1 for c in codes)
            and "requirement" not in roles[at + 1 : at + 2]
        ):
            role = "number"
        if role is None and cells and all(codes):
            role = "number"
        if role != "number":
            continue
        depths = Counter(min(depth(c), 3) for c in codes if c)
        usual = depths.most_common(1)[0][0] if depths else 0
        right = next((r for r in roles[at + 1 :] if r in ROLES), None)
        if usual >= 3 or (right == "requirement" and (usual == 2 or len(cells) < len(table.rows) - start)):
            settled[at] = "code"
        elif usual == 2:
            settled[at] = "task_code"
        elif right == "domain" and len(cells) < max(2, (len(table.rows) - start) * 0.8):
            settled[at] = "domain_code"
        elif right == "task" and roles[at - 1 : at] != [] and "domain" in roles[:at]:
            settled[at] = "task_code"
        else:
            settled[at] = "code" if right == "requirement" and "task" in roles[:at] else "row"
    return settled


def guess(table: Table) -> list[str | None] | None:
    """Roles of a table without a heading, from the depth of the codes that its columns begin with; None if unclear."""
    width = max((len(row) for row in table.rows), default=0)
    roles: list[str | None] = []
    for at in range(width):
        cells = _column(table, 0, at)
        depths = Counter(depth(leading_code(c.lines[0])[0]) for c in cells if c.lines)
        usual, n = depths.most_common(1)[0] if depths else (0, 0)
        sure = bool(cells) and n >= 0.6 * len(cells)
        if sure and cells and all(level_of(join(c.lines)) and len(join(c.lines)) <= 4 for c in cells):
            roles.append("level")
        elif sure and usual >= 3:
            roles.append("code" if all(only_code(join(c.lines)) for c in cells) else "requirement")
        elif sure and usual in (1, 2):
            name = "domain" if usual == 1 else "task"
            roles.append(f"{name}_code" if all(only_code(join(c.lines)) for c in cells) else name)
        else:
            roles.append(None)
    if "code" in roles and "requirement" not in roles and roles.index("code") + 1 < width:
        roles[roles.index("code") + 1] = "requirement"
    for name in ("domain", "task"):
        if f"{name}_code" in roles and name not in roles and roles.index(f"{name}_code") + 1 < width:
            after = roles.index(f"{name}_code") + 1
            roles[after] = roles[after] or name
    return roles if "requirement" in roles and {"task", "domain"} & set(roles) else None
