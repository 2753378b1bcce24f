"""`xgap gaps --postings FILE`: one employer's own postings against the certificates."""

from __future__ import annotations

from pathlib import Path

from pipelines.commands.common import out, print_json, print_rows, settings_of

SAID = {
    "zh": "只说明这份文件里的招聘，不代表全国需求；参考框架为自编，「未覆盖」只是弱证据",
    "en": "holds for the postings of this file only, not for demand in China; 'not covered' by a reference frame is "
    "weak evidence",
}


def gaps_of_file(file: Path, certificate: str | None, limit: int, data: Path | None, as_json: bool) -> None:
    """Print what the postings of a file ask for that no clause covers."""
    from pipelines import employer
    from pipelines.progress import progress
    from pipelines.vectors import CachedEmbedder
    from taxonomy.extractors.pipeline import MentionExtractor
    from taxonomy.linkers.embed import SentenceEmbedder
    from taxonomy.registry import load
    from taxonomy.thresholds import load as thresholds
    from warehouse.settings import Paths

    settings = settings_of(data)
    paths = Paths(settings.data)
    taxonomy = load(standards=paths.standards)
    texts, n_rejected = employer.descriptions(file)
    with progress("reading postings", len(texts)) as advance:
        asked = employer.asked_for(texts, MentionExtractor(taxonomy), taxonomy, advance)
    inner = SentenceEmbedder(settings.embedding_model, settings.cache, settings.workers)
    with progress("comparing skills with competencies", 0) as advance:
        embedder = CachedEmbedder(inner, paths.vectors, advance)
        rows = employer.gaps_of(asked, len(texts), taxonomy, embedder, thresholds().coverage, certificate)
    if as_json:
        print_json({"file": file.name, "certificate": certificate, "n_postings": len(texts),
                    "n_rejected": n_rejected, "skills": rows, "statement": SAID})  # fmt: skip
        return
    shown = [{**row, "share": f"{row['share']:.0%}"} for row in rows if not row["is_generic"]][:limit]
    print_rows(shown, ("name", "type", "n_postings", "share", "verdict", "basis", "certificate", "nearest"))
    counts = {v: sum(row["verdict"] == v for row in rows) for v in ("not_covered", "review", "partly", "covered")}
    out(f"n = {len(texts)} postings, {n_rejected} set aside; skills: "
        + ", ".join(f"{verdict} {n}" for verdict, n in counts.items()))  # fmt: skip
    out(f"{SAID['zh']} / {SAID['en']}")
