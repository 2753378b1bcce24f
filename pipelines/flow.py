"""The run as a table of contents: landing → published. The work is in `pipelines.build`, plain functions."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from pipelines import build
from pipelines.build import Run
from warehouse.settings import Settings

# what was done before is known from files, step by step; Prefect would hash the whole run before each step
load_landing = task(name="load landing", cache_policy=NO_CACHE)(build.load_landing)
read_texts = task(name="read texts", cache_policy=NO_CACHE)(build.read_texts)
recognise_certificates = task(name="recognise certificates", cache_policy=NO_CACHE)(build.recognise_certificates)
describe_postings = task(name="describe postings", cache_policy=NO_CACHE)(build.describe_postings)
link_mentions = task(name="link mentions", cache_policy=NO_CACHE)(build.link_mentions)
form_targets = task(name="form job groups", cache_policy=NO_CACHE)(build.form_targets)
match_skills = task(name="match skills", cache_policy=NO_CACHE)(build.match_skills)
judge_emergence = task(name="judge emergence", cache_policy=NO_CACHE)(build.judge_emergence)
judge_clauses = task(name="judge clauses", cache_policy=NO_CACHE)(build.judge_clauses)
collect_evidence = task(name="collect evidence", cache_policy=NO_CACHE)(build.collect_evidence)
publish_build = task(name="publish", cache_policy=NO_CACHE)(build.publish_build)


@flow(name="xgap run", validate_parameters=False)
def xgap_run(settings: Settings, identity: str) -> Path:
    """Bring the published build level with the landing folder."""
    run = Run.of(settings)
    with run.transform:
        load_landing(run)
        read_texts(run)
        recognise_certificates(run)
        describe_postings(run)
        spellings = link_mentions(run)
        form_targets(run)
        match_skills(run)
        facts = judge_emergence(run)
        judge_clauses(run, facts["as_of"] or None)
        collect_evidence(run)
    return publish_build(run, identity, {**spellings, **facts})
