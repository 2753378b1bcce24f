"""A certificate's YAML to fill in: valid for the model, and refused by the registry check until it is filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from taxonomy.models import LEVELS, Certificate
from taxonomy.standards.errors import StandardError

FILL = "待填写"
FILL_EN = "FILL IN"
FILL_SKILL = "fill.in"


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": f"{FILL}：{zh}", "en": f"{FILL_EN}: {en}"}


def _requirement(code: str) -> dict[str, Any]:
    return {
        "code": code, "condition": _both("条件", "condition"), "behaviour": _both("行为", "behaviour"),
        "standard": _both("标准", "standard"), "result": _both("结果", "result"), "skills": [FILL_SKILL],
    }  # fmt: skip


def _domain(code: str) -> dict[str, Any]:
    tasks = [
        {"code": f"{code}.{t}", "name": _both("工作任务", "work task"),
         "requirements": [_requirement(f"{code}.{t}.{r}") for r in (1, 2, 3)]}
        for t in (1, 2)
    ]  # fmt: skip
    return {"code": code, "name": _both("工作领域", "work domain"), "tasks": tasks}


def content(code: str, name: str, name_en: str, sector: str) -> dict[str, Any]:
    """What the YAML holds: three levels with three domains of two tasks each; raises StandardError for a bad code."""
    made = {
        "code": code, "title": {"zh": name, "en": name_en}, "sector": sector, "basis": "reference", "version": "0.1",
        "authored": True, "target": {"titles": [FILL], "exclude_titles": [], "core_skills": []},
        "levels": {
            level: {"scope": _both("面向岗位与能力", "jobs and what the holder can do"),
                    "domains": [_domain(str(d)) for d in (1, 2, 3)]}
            for level in LEVELS
        },
    }  # fmt: skip
    try:
        Certificate.model_validate(made)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise StandardError(
            code, f"{wrong}. A code of ours is xg-… in small letters", "代码应以 xg- 开头，用小写字母、数字和连字符"
        ) from error
    if not code.startswith("xg-"):
        raise StandardError(
            code, "a code of ours begins with xg-; std- is for imported standards", "自编框架代码应以 xg- 开头"
        )
    return made


def write(code: str, name: str, name_en: str, sector: str, folder: Path) -> Path:
    """Write `folder/CODE.yaml`; raises StandardError when it is there already."""
    path = folder / f"{code}.yaml"
    text = (
        f"# Fill in every place marked {FILL} / {FILL_EN} / {FILL_SKILL}; add or take away what you need.\n"
        "# Write the text yourself; copy no official text. Skills are ids of `xgap list skills`.\n"
        + yaml.safe_dump(content(code, name, name_en, sector), allow_unicode=True, sort_keys=False, width=118)
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise StandardError(path, "is there already; nothing was written", "文件已存在，未写入") from None
    except FileNotFoundError:
        raise StandardError(folder, "no such folder", "目录不存在") from None
    return path


def unfilled(certificate: Certificate) -> int:
    """Places that still hold what the scaffold wrote."""
    text = certificate.model_dump_json()
    return text.count(FILL) + text.count(FILL_SKILL)
