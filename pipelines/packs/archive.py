"""One ZIP: document, workbook, claims, framework, mappings, figures, manifest. The same facts give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.packs import chapters, claims, docx_file, exchange, figures, rules, tables, xlsx_file
from pipelines.packs.claims import Claim
from pipelines.packs.figures import Figure
from pipelines.packs.model import Facts
from pipelines.packs.steps import Tell, quiet
from pipelines.packs.words import Language, Words
from taxonomy.registry import Taxonomy

INVENTED = "演示数据，非真实招聘 / demonstration data, invented"
FIGURES_WHOLE = "svg and png"
FIGURES_WITHOUT_FONT = "svg only: no Chinese font was found for PNG, install fonts-noto-cjk / 未找到中文字体，仅有SVG"


def build(
    facts: Facts, taxonomy: Taxonomy, standards: Path, language: Language,
    has_font: Callable[[], bool] = figures.chinese_font, tell: Tell = quiet,
) -> bytes:  # fmt: skip
    """The ZIP as bytes; every time in it is that of the build."""
    tell("figures")
    words, made = Words(language), _when(facts)
    said = claims.make(facts)
    made_tables = tables.make(facts, said, words)
    drawn = figures.draw(facts, words, has_font)
    blocks = chapters.write(facts, said, made_tables, drawn, words)
    tell("document")
    document = docx_file.render(facts, blocks, words, made)
    tell("files")
    files = {
        "pack.docx": document,
        "pack.xlsx": xlsx_file.render(list(made_tables.values()), _notes(facts, words), words, made),
        "claims.json": _json(_claims(facts, said)),
        "framework.case.json": exchange.framework(facts, taxonomy, standards, made),
        "mappings.sssom.tsv": exchange.mappings(facts, made),
        "README.txt": _readme(facts, words, drawn).encode("utf-8-sig"),
    }
    for code, figure in drawn.items():
        files[f"figures/{code}.svg"] = figure.svg
        if figure.png is not None:
            files[f"figures/{code}.png"] = figure.png
    files["manifest.json"] = _json(_manifest(facts, files, language, drawn))
    return _zip(files)


def _when(facts: Facts) -> datetime:
    """The time of the build; a build that does not say has none, and the pack gets the beginning of time."""
    stamp = facts.build.built_at
    return datetime.fromisoformat(stamp) if stamp else datetime(1980, 1, 1, tzinfo=UTC)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _head(facts: Facts) -> dict[str, Any]:
    return {
        "kind": facts.kind, "subject": facts.subject, "title": facts.title, "title_en": facts.title_en,
        "basis": facts.basis, "build_id": facts.build.build_id, "built_at": facts.build.built_at,
        "as_of": facts.build.as_of, "method": rules.VERSION, "extractor": facts.build.extractor,
        "taxonomy": facts.build.taxonomy, "embedding_model": facts.build.embedding_model,
        "demonstration": facts.build.demonstration,
        **({"warning": INVENTED} if facts.build.demonstration else {}),
    }  # fmt: skip


def _claims(facts: Facts, said: tuple[Claim, ...]) -> dict[str, Any]:
    return {
        **_head(facts),
        "skills": [s.skill_id for s in facts.missing] if facts.kind == "new" else None,
        "group": {"certificate": facts.subject}
        if facts.kind == "revision"
        else {"skills": [s.skill_id for s in facts.missing], "at_least": facts.n_skills_named},
        "grades": {name: vars(floor) for name, floor in rules.FLOORS.items()},
        "summary": [c.claim_id for c in claims.summary(said)],
        "claims": [c.row() for c in said],
    }


def _manifest(facts: Facts, files: dict[str, bytes], language: Language, drawn: dict[str, Figure]) -> dict[str, Any]:
    return {
        **_head(facts), "language": language,
        "figures": FIGURES_WHOLE if all(f.png is not None for f in drawn.values()) else FIGURES_WITHOUT_FONT,
        "files": [{"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                  for name, content in sorted(files.items())],
    }  # fmt: skip


def _notes(facts: Facts, words: Words) -> list[tuple[str, str]]:
    rows = [("xgap", words(f"cover.kind_{facts.kind}")), ("", words("cover.draft"))]
    if facts.build.demonstration:
        rows.append(("!", INVENTED))
    rows += [
        (words("fact.certificate") if facts.kind == "revision" else words("fact.bundle"),
         f"{words.pick(facts.title, facts.title_en)} ({facts.subject})"),
        (words("fact.build"), facts.build.build_id), (words("fact.built_at"), facts.build.built_at),
        (words("fact.basis"), words(f"basis.{facts.basis}")), (words("fact.method"), rules.VERSION),
        ("", words("xlsx.reading")),
    ]  # fmt: skip
    return rows


def _readme(facts: Facts, words: Words, drawn: dict[str, Figure]) -> str:
    lines = [words.both(f"cover.kind_{facts.kind}"), f"{facts.title} / {facts.title_en} ({facts.subject})",
             words.both("cover.draft")]  # fmt: skip
    if facts.build.demonstration:
        lines.append(INVENTED)
    lines += [f"build {facts.build.build_id} · {facts.build.built_at} · {rules.VERSION}", ""]
    lines += [words.both(f"readme.{part}") for part in ("docx", "xlsx", "claims", "case", "sssom", "figures",
                                                       "manifest", "trace")]  # fmt: skip
    if any(f.png is None for f in drawn.values()):
        lines.append(FIGURES_WITHOUT_FONT)
    return "\n".join(lines) + "\n"


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, docx_file.ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
