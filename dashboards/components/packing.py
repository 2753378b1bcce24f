"""From the basket to an evidence pack: what it stands on, whether that is enough, its making by steps, the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards.components import controls, notes, numbers, workshop
from dashboards.components.frame import section
from dashboards.components.markup import emit, h, join
from dashboards.components.tables import Row
from dashboards.components.workshop import Job, Request, Workshop
from dashboards.context import Context
from dashboards.words import LANGUAGES
from warehouse import queries
from warehouse.queries import VacancyGroup

KINDS = ("new", "revision")
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
FOLLOW = 0.8
"""Seconds between two looks at a pack in work."""
MOST_SHOWN = 6
"""Packs that one reader sees in the list."""
_MADE = "packs-asked-for"


def show(context: Context, rows: Sequence[Row]) -> None:
    """The part of the basket page; `rows` are the skills of the basket as `skill_ranking` gives them."""
    words = context.words
    section(words, words("pack.title"), words("pack.text"), anchor="pack")
    with st.container(horizontal=True, gap="medium", key="pack-choices"):
        kind = controls.choose_between("pack", words("pack.kind"), KINDS, lambda k: words(f"pack.kinds.{k}"),
                                       words("pack.kind_help"))  # fmt: skip
        body = controls.choose_between("body", words("pack.language"), _languages(context), LANGUAGE_NAMES.__getitem__,
                                       words("pack.language_help"))  # fmt: skip
    request = _new(context, rows) if kind == "new" else _revision(context, rows)
    if request is not None:
        chosen = Request(context.build.build_id, "en" if body == "en" else "zh", **request)
        _offer(context, chosen)
        with st.expander(words("pack.command"), icon=":material/terminal:"):
            emit(words, h("p", h("code", "xgap " + " ".join([*chosen.words()[:-1], "--output=pack.zip"]))))
    _made(context)


def _languages(context: Context) -> tuple[str, ...]:
    """The reader's language first: it is the default."""
    own = context.words.language
    return (own, *(code for code in LANGUAGES if code != own))


def _new(context: Context, rows: Sequence[Row]) -> dict[str, Any] | None:
    words = context.words
    if not rows:
        notes.empty(context, words("pack.no_skills"))
        return None
    names = {str(r["skill_id"]): words.pick(r["name"], r["name_en"]) for r in rows}
    chosen = controls.choose_many("use", words("pack.skills"), list(names), names.__getitem__, words("pack.all_skills"))
    skills = tuple(chosen or names)
    size = context.ask(queries.group_size, VacancyGroup(skills=skills, at_least=min(2, len(skills))))
    stands = words("pack.stands_one") if len(skills) == 1 else words("pack.stands_new", n=len(skills))
    return {"skills": skills} if _enough(context, size, stands) else None


def _revision(context: Context, rows: Sequence[Row]) -> dict[str, Any] | None:
    words = context.words
    frame = context.ask(queries.certificates).drop_duplicates("certificate")
    names = {str(r["certificate"]): words.pick(r["title"], r["title_en"]) for r in frame.to_dict("records")}
    if not names:
        notes.empty(context, words("pack.no_certificates"))
        return None
    near = [str(r["nearest_certificate"]) for r in rows if r["nearest_certificate"] in names]
    ordered = sorted(names, key=lambda code: (-near.count(code), names[code]))  # those of the basket come first
    code = controls.choose_one("certificate", words("pack.certificate"), ordered, names.__getitem__,
                               words("pack.certificate"), default=ordered[0]) or ordered[0]  # fmt: skip
    size = context.ask(queries.group_size, VacancyGroup(certificate=code))
    return {"certificate": code} if _enough(context, size, words("pack.stands_revision", name=names[code])) else None


def _enough(context: Context, size: queries.GroupSize, stands: str) -> bool:
    """Say what the pack would stand on; False, with what to do, where that is too little."""
    words = context.words
    enough = size.n_vacancies >= queries.PACK_VACANCIES and size.n_named_employers >= queries.PACK_EMPLOYERS
    n, employers = numbers.vacancies(size.n_vacancies), numbers.vacancies(size.n_named_employers)
    emit(words, h("p", stands, " ", h("strong", words("pack.ground", n=n, employers=employers))))
    notes.source_line(context, n=size.n_vacancies, sources=size.sources,
                      period=numbers.period(size.first_month, size.last_month))  # fmt: skip
    if not enough:
        _say(context, "bad", words("pack.too_few", vacancies=queries.PACK_VACANCIES, employers=queries.PACK_EMPLOYERS))
    return enough


def _say(context: Context, mood: str, text: str) -> None:
    sign = h("span", {"bad": "✕ ", "good": "✓ "}[mood], aria_hidden="true")
    emit(context.words, h("div", h("p", sign, text), cls=f"told {mood}", role="status"))


def _offer(context: Context, request: Request) -> None:
    """The button; or what became of the request, when somebody has made it on this build."""
    words, shop = context.words, workshop.workshop(str(context.data))
    job = shop.find(request)
    if job is not None and job.open:
        _follow(context, shop, request)
        return
    if job is not None and job.state == "done":
        _remember(request)
        _say(context, "good", words("pack.done"))
        _file(context, job, primary=True)
        return
    if job is not None and job.state == "refused":
        _say(context, "bad", words.pick(job.problem[1], job.problem[0]))
    if job is not None and job.state == "failed":
        _say(context, "bad", words("pack.failed"))
    again = job is not None
    if st.button(words("pack.again" if again else "pack.make"), type="primary", icon=":material/inventory_2:",
                 key="make-pack", help=words("pack.make_help")):  # fmt: skip
        if shop.order(request):
            _remember(request)
            st.rerun()
        _say(context, "bad", words("pack.busy"))


def _follow(context: Context, shop: Workshop, request: Request) -> None:
    """Look again and again while it is in work; nothing else of the page is drawn anew."""

    @st.fragment(run_every=FOLLOW)
    def look() -> None:
        job = shop.find(request)
        if job is None or not job.open:
            st.rerun()
        else:
            _progress(context, job, shop.before(request))

    look()


def _progress(context: Context, job: Job, before: int) -> None:
    words, steps = context.words, workshop.STEPS
    at = steps.index(job.step) if job.step in steps else 0
    waits = job.state == "waiting" and before > 0
    text = words("pack.waits", n=before) if waits else words("pack.works", at=at + 1, of=len(steps))
    st.progress(0.0 if waits else (at + 0.5) / len(steps), text)
    signs = [("✓" if i < at else "●" if i == at and not waits else "○") for i in range(len(steps))]
    emit(words, h("ol", [
        h("li", h("span", sign, aria_hidden="true"), " ", words(f"pack.step.{step}"),
          aria_current="step" if sign == "●" else None)
        for sign, step in zip(signs, steps, strict=True)
    ], cls="making"))  # fmt: skip


def _remember(request: Request) -> None:
    made = [one for one in st.session_state.get(_MADE, []) if one != request]
    st.session_state[_MADE] = [request, *made][:MOST_SHOWN]


def _file(context: Context, job: Job, primary: bool = False) -> None:
    words = context.words
    size = f"{len(job.content) / 1_000_000:.1f} MB"
    st.download_button(
        words("pack.download", size=size), job.content, job.file_name, "application/zip",
        key=f"zip-{'now' if primary else job.file_name}", on_click="ignore", icon=":material/download:",
        type="primary" if primary else "tertiary",
    )  # fmt: skip
    if primary:
        emit(words, h("p", words("pack.inside", file=job.file_name), cls="subtitle"))


def _made(context: Context) -> None:
    """The packs that this reader has asked for, also those of a build that another one has replaced."""
    words, shop = context.words, workshop.workshop(str(context.data))
    jobs = [job for one in st.session_state.get(_MADE, []) if (job := shop.find(one)) and job.state == "done"]
    if len(jobs) < 2 and all(job.request.build_id == context.build.build_id for job in jobs):
        return
    emit(words, h("h3", words("pack.made"), cls="message"))
    for job in jobs:
        with st.container(horizontal=True, vertical_alignment="center"):
            old = "" if job.request.build_id == context.build.build_id else words("pack.older")
            emit(words, h("p", join([h("code", job.file_name), " ", h("span", old, cls="small")])))
            _file(context, job)
