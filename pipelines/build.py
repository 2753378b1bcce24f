"""The steps of a run as plain functions: each takes the working warehouse from one state to the next.

Every step can be stopped at any time and done again: files are added whole, tables are replaced whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import taxonomy
from pipelines import (
    clauses,
    extract,
    history,
    link,
    neighbours,
    novelty,
    recognise,
    signals,
    signatures,
    targets,
)
from pipelines.occupations import catalogue_facts, occupation_link_rows, occupation_rows
from pipelines.progress import progress, say
from pipelines.readings import CachedReader
from pipelines.vectors import CachedEmbedder
from taxonomy import duplicates, fields, occupations, regions, thresholds
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.linkers.embed import SentenceEmbedder
from taxonomy.linkers.same import SameSkill
from taxonomy.recognition import Recogniser
from taxonomy.registry import Taxonomy, load
from taxonomy.text import excerpt
from warehouse import derived, raw, review, transform, work
from warehouse.connection import writer
from warehouse.publish import publish, remove_old
from warehouse.settings import Paths, Settings
from warehouse.transform import Transform

MIN_POSTINGS = 5
"""Equal to `min_postings` in dbt_project.yml; a test holds them together."""
EVIDENCE_PER_SKILL = 30


@dataclass
class Run:
    """What the steps of one run share."""

    settings: Settings
    paths: Paths

    @classmethod
    def of(cls, settings: Settings) -> Run:
        """A run on the data folder of the settings."""
        return cls(settings, Paths(settings.data))

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """Certificates and skills as they stand, with the standards imported into the data folder."""
        return load(standards=self.paths.standards)

    @cached_property
    def rulings(self) -> review.Rulings:
        """People's decisions in force, read once: a decision made meanwhile belongs to the next run."""
        return review.rulings(review.read(self.paths.review))

    @cached_property
    def extractor_id(self) -> str:
        """Version of the extractor, which names the folder of its results."""
        return MentionExtractor(self.taxonomy).id

    @cached_property
    def recogniser(self) -> Recogniser:
        """Finds the certificates that texts name."""
        return Recogniser()

    @cached_property
    def embedder(self) -> SentenceEmbedder:
        """The sentence model, loaded on first use."""
        return SentenceEmbedder(self.settings.embedding_model, self.settings.cache, self.settings.workers)

    @cached_property
    def transform(self) -> Transform:
        """dbt on the working warehouse."""
        return Transform(self.paths.warehouse, self.settings.memory_limit)

    @property
    def mentions(self) -> Path:
        """Folder of this extractor version's results."""
        return extract.folder_of(self.paths.mentions, self.extractor_id)

    def writer(self) -> Any:
        """The working warehouse, open for writing."""
        return writer(self.paths.warehouse, self.settings.memory_limit)


def _code_digest() -> str:
    """Of everything in the code that decides what a build says."""
    digest = hashlib.sha256()
    taxonomy_folder = Path(taxonomy.__file__).parent
    for folder, pattern in (
        (transform.PROJECT, "models/**/*"), (transform.PROJECT, "macros/*"), (transform.PROJECT, "*.yml"),
        (transform.PROJECT, "*.py"), (transform.PROJECT, "review/*.py"),
        (taxonomy_folder, "**/*.py"), (taxonomy_folder, "*.yaml"),
        (taxonomy_folder, "occupations/*"), (taxonomy_folder, "linkers/*.yaml"), (taxonomy_folder, "linkers/*.json"),
        (taxonomy_folder, "linkers/*.npz"), (taxonomy_folder, "linkers/pairs/words.yaml"),
        (Path(__file__).parent, "*.py"),
    ):  # fmt: skip
        for path in sorted(p for p in folder.glob(pattern) if p.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build_id(run: Run) -> str:
    """Identity of the build of this data, taxonomy, models, decisions of people and code: same inputs, same id."""
    runs = "\n".join(raw.landed_state(run.paths.landing))
    parts = [
        runs, run.extractor_id, run.taxonomy.version, run.embedder.id, run.rulings.digest, run.recogniser.version,
        _code_digest(),
    ]  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def load_landing(run: Run) -> int:
    """Landing files → `raw` → `staging`; returns the number of postings."""
    with run.writer() as connection:
        raw.load_new_runs(connection, run.paths.landing)
    run.transform.build("staging")
    with run.writer() as connection:
        return work.count(connection, "staging.postings")


def read_texts(run: Run) -> int:
    """Texts that this extractor has not read → mentions; returns how many were read."""
    done = extract.texts_read(run.mentions)
    with run.writer() as connection:
        hashes = [h for h in work.text_hashes(connection) if h not in done]
        with progress("reading postings", len(hashes)) as advance:
            read = extract.extract_new(
                hashes, work.text_lookup(connection), run.mentions, run.settings.workers, advance
            )
        n = derived.load_mentions(connection, str(run.mentions))
    say(f"texts read: {read:,} new; mentions: {n:,}")
    return read


def recognise_certificates(run: Run) -> int:
    """Texts → certificates, licences and titles that they name; returns the number of namings."""
    with run.writer() as connection:
        hashes = work.text_hashes(connection)
        with progress("looking for certificates", len(hashes)) as advance:
            folder = recognise.recognise_new(
                run.recogniser, hashes, work.text_lookup(connection), run.paths.recognition, advance
            )
        derived.replace(
            connection, "recognition_entries",
            [{"entry": e.id, "kind": e.kind, "zh": e.zh, "en": e.en} for e in run.recogniser.entries],
        )  # fmt: skip
        return derived.load_recognition(connection, str(folder))


def describe_postings(run: Run) -> None:
    """Vacancies (near-duplicate groups), fields, provinces and occupations of the postings."""
    with run.writer() as connection:
        titles = work.titles(connection)
        derived.replace(
            connection, "titles",
            [{"title": t, "industry_raw": i, "field": field, "job_group": group}
             for t, i in titles for field, group in (fields.place_of(t),)],
        )  # fmt: skip
        derived.replace(
            connection, "title_occupations",
            [{"title": t, "occupation": found.id} for t in sorted({t for t, _ in titles})
             if (found := occupations.occupation_of(t)) is not None],
        )  # fmt: skip
        derived.replace(connection, "occupations", occupation_rows())
        derived.replace(connection, "occupation_links", occupation_link_rows())
        derived.replace(
            connection, "locations",
            [{"location_raw": place, "province_raw": province, "province_code": regions.province_code(place, province)}
             for place, province in work.places(connection)],
        )  # fmt: skip
        members = [duplicates.Member(*row) for row in work.grouping_rows(connection)]
        groups = duplicates.group(members, signatures.cached(run.paths.signatures, work.text_lookup(connection)))
        derived.replace(
            connection, "posting_groups",
            [{"posting_id": posting, "group_id": group} for posting, group in sorted(groups.items())],
        )  # fmt: skip
        derived.replace(connection, "fields", fields.field_names())
        derived.replace(connection, "provinces", regions.province_names())


def link_mentions(run: Run) -> dict[str, str]:
    """Mentions → skills, then the core tables; returns how many distinct spellings came to what."""
    _say_idle(run)
    with run.writer() as connection:
        reader = CachedReader(run.taxonomy, run.paths.readings)
        skills, surfaces, tally = link.skills_and_surfaces(work.surfaces(connection), run.taxonomy, reader, run.rulings)
        reader.save()
        derived.replace(connection, "skills", skills)
        derived.replace(connection, "skill_aliases", link.alias_rows(skills, run.taxonomy))
        derived.replace(connection, "surfaces", surfaces)
        certificates, competencies = link.competency_rows(run.taxonomy)
        derived.replace(connection, "certificates", certificates)
        derived.replace(connection, "competencies", competencies)
    run.transform.build("core")
    return {f"spellings_{kind}": str(n) for kind, n in sorted(tally.items())}


def form_targets(run: Run) -> int:
    """Job groups of the certificates: vacancies by title, by skills and by hand; returns the number of members."""
    certificates, rules = list(run.taxonomy.certificates.values()), thresholds.load().targets
    with run.writer() as connection:
        derived.replace(connection, "certificate_skills", targets.skill_rows(run.taxonomy))
        groups = targets.form_groups(
            certificates,
            work.domestic_titles(connection),
            work.target_candidates(connection, rules.min_core, rules.min_part),
            work.vacancies_of(connection, targets.postings_named(certificates)),
            rules,
        )
        derived.replace(connection, "certificate_targets", targets.target_rows(certificates, groups.checks, rules))
        derived.replace(connection, "certificate_vacancies", groups.rows)
    return len(groups.rows)


def _say_idle(run: Run) -> None:
    """Decisions that cannot be carried out are never dropped in silence."""
    skills, clauses = run.taxonomy.skills, {c.competency_id for c in run.taxonomy.competencies}
    for decision in (*run.rulings.skills.values(), *run.rulings.clauses.values()):
        reason = review.idle(decision, skills, clauses)
        if reason is not None:
            say(f"without effect / 未生效: {decision.kind} {' '.join(decision.subject).strip()}: {reason}")


def match_skills(run: Run) -> int:
    """Skills that are asked for → nearest competencies, and candidates → nearest skills of the list; returns the number
    of skills judged."""
    with run.writer() as connection:
        ids = work.demanded_skills(connection, MIN_POSTINGS)
        names = work.skill_names(connection)
        with progress("comparing skills with competencies", len(ids) + len(run.taxonomy.competencies)) as advance:
            embedder = CachedEmbedder(run.embedder, run.paths.vectors, advance)
            rules = thresholds.load().coverage
            rows = link.skill_competency_rows(ids, names, run.taxonomy, embedder, rules, run.rulings)
            named, alike = link.clause_rows(run.taxonomy, embedder)
            asked = work.demand(connection)
            candidates = {
                i: names[i] for i in sorted(ids, key=lambda i: (-asked[i], i))
                if review.is_candidate(i) and i not in run.rulings.skills
            }  # fmt: skip
            same = SameSkill(run.taxonomy, embedder).probabilities
            near = neighbours.neighbour_rows(candidates, neighbours.spellings(run.taxonomy), same, run.settings.workers)
        derived.replace(connection, "skill_competency", rows)
        derived.replace(connection, "skill_neighbours", near)
        derived.replace(connection, "competency_skills", named)
        derived.replace(connection, "similar_clauses", alike)
    return len(ids)


def judge_emergence(run: Run) -> dict[str, str]:
    """Verdicts as of the build's default month; returns the facts of what was compared."""
    rules = thresholds.load().emergence
    with run.writer() as connection:
        arrays = work.arrays(connection)
        names = work.skill_names(connection)
        listed = review.of_the_list(work.skill_kinds(connection))
        added = {skill.skill_id: skill.added for skill in run.taxonomy.skills.values() if skill.added}
        try:
            month = signals.default_month(arrays, "core", rules)
            ask = novelty.novelty(names, run.taxonomy, lambda: CachedEmbedder(run.embedder, run.paths.vectors))
            kinds = signals.known_at(listed, added, month)
            found = signals.compute(arrays, "core", month, kinds, rules, ask=ask)
        except signals.NothingToCompare as nothing:
            say(f"no trend: {nothing}")
            for table in ("skill_signals", "emergence_months", "emergence_history"):
                derived.replace(connection, table, [])
            return {"as_of": "", "no_trend": str(nothing)}
        derived.replace(connection, "skill_signals", found.rows)
        kept = history.Kept(run.paths.verdicts, names, novelty.version(run.taxonomy, run.embedder.id))
        past = history.judge(arrays, "core", found, listed, added, rules, kept, ask)
        say(f"earlier months judged: {len(past.months) - 1}, of these anew: {past.n_fresh}")
        derived.replace(connection, "emergence_months", past.months)
        derived.replace(connection, "emergence_history", past.rows)
        return found.facts()


def judge_clauses(run: Run, as_of: str | None) -> None:
    """How demand for each requirement changed in its job group, at the month of the build's verdicts."""
    with run.writer() as connection:
        rows = clauses.trend_rows(work.arrays(connection), run.taxonomy, as_of, thresholds.load().emergence)
        derived.replace(connection, "competency_trends", rows)


def collect_evidence(run: Run) -> None:
    """Witnesses of every skill and certificate as short excerpts, then the marts."""
    with run.writer() as connection:
        skills = work.witnesses(connection, MIN_POSTINGS, EVIDENCE_PER_SKILL)
        derived.replace(connection, "evidence", [_excerpt("skill_id", w) for w in skills])
        entries = work.certificate_witnesses(connection, MIN_POSTINGS, EVIDENCE_PER_SKILL)
        derived.replace(connection, "recognition_evidence", [_excerpt("entry", w) for w in entries])
    run.transform.build("marts")


def _excerpt(subject: str, witness: work.Witness) -> dict[str, object]:
    """A row of `derived.evidence` or its like; `subject` is the column that says of what."""
    piece, start, end = excerpt(witness.window, witness.span_start, witness.span_end)
    return {subject: witness.subject, "vacancy_id": witness.vacancy_id, "rank": witness.rank, "excerpt": piece,
            "mark_start": start, "mark_end": end}  # fmt: skip


def publish_build(run: Run, identity: str, facts: Mapping[str, str]) -> Path:
    """Check and publish; returns the file."""
    versions = {
        "extractor": run.extractor_id,
        "taxonomy": run.taxonomy.version,
        "embedding_model": run.embedder.id,
        **catalogue_facts(),
        **review.facts((*run.rulings.skills.values(), *run.rulings.clauses.values())),
        # the limits of the gates, so that readers see the numbers that the build used
        **{f"rule.{name}": str(value) for name, value in asdict(thresholds.load().emergence).items()},
        **{f"rule.clause_{name}": str(value) for name, value in asdict(thresholds.load().clauses).items()},
        **{f"rule.target_{name}": str(value) for name, value in asdict(thresholds.load().targets).items()},
    }
    with run.writer() as connection:
        path = publish(connection, run.paths.published, identity, {**facts, **versions})
    remove_old(run.paths.published, run.settings.keep_builds)
    return path
