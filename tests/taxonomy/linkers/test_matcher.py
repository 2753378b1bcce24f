"""What the matcher knows of a mention, how it ranks, and that its judged pairs hold."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy.linkers import evaluation, judged, match, train_matcher
from taxonomy.linkers.knowledge import Knowledge
from taxonomy.linkers.matcher import CANDIDATES, Matcher, Model, coverage_features, ranking_features, shipped
from taxonomy.linkers.pair_features import FEATURES, around
from taxonomy.registry import load
from taxonomy.thresholds import load as thresholds
from tests.letters import LetterEncoder

RULES = thresholds().coverage


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(load())


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load(), LetterEncoder())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kubernates", "kubernetes"), ("tensroflow", "tensorflow"), ("消息对列", "消息队列"), ("拉地牛", "手动搬运车")],
)
def test_typing_errors_and_slang_are_understood(knowledge: Knowledge, typed: str, meant: str) -> None:
    assert knowledge.sense(typed).named
    assert knowledge.sense(typed) == knowledge.sense(meant)


@pytest.mark.parametrize("short", ["Vuw", "Jova", "Reactt9x", "血液透析机器"])
def test_what_is_too_short_or_too_far_is_not_mended(knowledge: Knowledge, short: str) -> None:
    assert not knowledge.sense(short).named


def test_what_must_not_be_merged_is_not_near(knowledge: Knowledge) -> None:
    for skill in knowledge.skills.values():
        if skill.distinct_from:
            assert not {i for i, _ in knowledge.near(skill.skill_id)} & set(skill.distinct_from)


def test_a_tool_is_near_to_what_it_serves(knowledge: Knowledge) -> None:
    tool = next(s for s in knowledge.skills.values() if s.serves and not s.distinct_from)
    near = dict(knowledge.near(tool.skill_id))
    assert near[tool.skill_id] == 1.0
    assert all(0 < near[s] < 1 for s in tool.serves)


def test_left_out_certificates_are_unknown(knowledge: Knowledge) -> None:
    taxonomy = load()
    left = next(iter(taxonomy.certificates))
    fewer = Knowledge(taxonomy, without=[left])
    assert left not in {c.certificate for c in fewer.references}
    assert len(fewer.references) < len(knowledge.references)


def test_a_long_sentence_is_cut_around_the_mention() -> None:
    assert "拉地牛" in around("拉地牛", "前" * 300 + "拉地牛" + "后" * 300)
    assert around("拉地牛", "") == "拉地牛"


def test_the_right_clause_comes_first(matcher: Matcher) -> None:
    clauses = [f"能清洁第{i}号设备并登记" for i in range(80)] + ["能编制月度财务报表并核对账目"]
    found = match.answer(["财务报表", "Vue"], ["负责编制财务报表", ""], clauses, 5, matcher, RULES)
    assert [len(a.matches) for a in found] == [5, 5]
    assert found[0].matches[0].clause == 80
    assert found[0].p_covered > found[1].p_covered
    assert all(a.verdict == match.verdict(a.p_covered, RULES) for a in found)
    scores = [m.score for m in found[0].matches]
    assert scores == sorted(scores, reverse=True)


def test_queries_do_not_depend_on_each_other(matcher: Matcher) -> None:
    clauses = [c.text.zh for c in load().competencies[:200]]
    queries = [s.name for s in list(load().skills.values())[:700]]
    together = match.answer(queries, [""] * 700, clauses, 3, matcher, RULES)
    alone = match.answer(queries[650:651], [""], clauses, 3, matcher, RULES)[0]
    assert [m.clause for m in together[650].matches] == [m.clause for m in alone.matches]
    assert together[650].p_covered == pytest.approx(alone.p_covered, abs=1e-5)


def test_nothing_to_match_is_an_answer(matcher: Matcher) -> None:
    assert match.answer([], [], ["能做事"], 3, matcher, RULES) == []
    assert match.answer(["Vue"], [""], [], 3, matcher, RULES)[0].verdict == "not_covered"


def test_the_share_moves_probabilities_not_their_order(matcher: Matcher) -> None:
    odds = np.array([-2.0, 0.0, 2.0])
    few, many = matcher.probability(odds, 0.2), matcher.probability(odds, 0.8)
    assert (few < many).all()
    assert (np.diff(few) > 0).all()
    assert matcher.probability(odds, shipped().covered_share) == pytest.approx(matcher.probability(odds))


def test_the_model_survives_its_file(tmp_path: pytest.TempPathFactory) -> None:
    model = Model((1.5,), (0.3, -0.4), (0.2, -0.1), 0.32)
    path = tmp_path / "m.json"  # type: ignore[operator]
    model.write(path)
    assert Model.read(path) == model


def test_shipped_weights_fit_the_features() -> None:
    found, named = np.zeros((1, 6, len(FEATURES))), np.ones(1)
    made = ranking_features(found, named)
    assert made.shape[-1] == len(shipped().ranking)
    assert coverage_features(found, made @ np.array(shipped().ranking), named).shape[-1] + 1 == len(shipped().coverage)


def test_judged_pools_share_no_certificate() -> None:
    pools = judged.pools(load())
    assert not pools["train"].certificates & pools["dev"].certificates
    assert {len(p.ids) for p in pools.values()} == {315}


def test_own_sentences_are_judged_and_natural() -> None:
    items = judged.own(judged.pools(load())["train"])
    assert len(items) > 200
    assert all(not i.covered & i.partly for i in items)
    assert {i.answer for i in items} == {"covered", "partly", "none"}


def test_the_ranking_learns_to_put_good_clauses_first() -> None:
    rng = np.random.default_rng(3)
    found = rng.normal(size=(60, CANDIDATES, len(FEATURES)))
    grades = np.where(found[..., 2] >= found[..., 2].max(axis=1, keepdims=True), 2, 0)
    prepared = train_matcher.Prepared(np.tile(np.arange(CANDIDATES), (60, 1)), found, np.ones(60), grades)
    weights = train_matcher.fit_ranking([(prepared, 1.0)], ridge=1.0)
    ranks = evaluation.first_good(ranking_features(found, np.ones(60)) @ weights, grades == 2)
    assert evaluation.recall(ranks, 1).value > 0.9


def test_figures_of_a_known_case() -> None:
    p, labels = np.array([0.9, 0.8, 0.3, 0.2, 0.2]), np.array([True, True, False, True, False])
    assert evaluation.area_under_curve(p, labels) == pytest.approx(4.5 / 6)
    assert evaluation.calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == pytest.approx(0)
    assert evaluation.calibration_error(np.array([0.95] * 4), np.array([False] * 4)) == pytest.approx(0.95)
    ranks = evaluation.first_good(np.array([[1.0, 3.0, 2.0]]), np.array([[True, False, True]]))
    assert list(ranks) == [1]


def test_two_readings_agree_more_than_chance_and_less_than_fully() -> None:
    found = evaluation.agreement(judged.readings())
    assert found["n"] > 400
    assert 0.5 < found["kappa"] < found["kappa_covered"] < 1


def test_agreement_of_a_known_case() -> None:
    found = evaluation.agreement([("covered", "covered"), ("none", "none"), ("none", "partly"), ("partly", "none")])
    assert found["kappa_covered"] == pytest.approx(1)
    assert found["kappa"] == pytest.approx((0.5 - 0.375) / (1 - 0.375))


def test_real_places_hold_their_mentions(shared) -> None:  # type: ignore[no-untyped-def]
    from pipelines.commands.evaluate_matching import _descriptions

    texts = _descriptions([shared / "gold" / "train.jsonl", shared / "gold" / "dev.jsonl"])
    real = train_matcher.real_items(load(), texts)
    assert {name: len(items) for name, items in real.items()} == {"train": 174, "dev": 240}
    assert all(i.mention in i.context for items in real.values() for i in items)


def test_hard_mentions_are_of_all_kinds_and_judged_within_their_pool() -> None:
    file = judged.FOLDER / "hard.csv"
    header, *rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    pools = judged.pools(load())
    assert header == ["kind", "pool", "posting_id", "start", "end", "type", "covered", "partly"]
    texts = {row[2]: "字" * 20_000 for row in rows}
    items = [item for name in ("train", "dev") for item in judged.hard(pools[name], name, texts)]
    assert len(items) == len(rows)
    for kind in ("abbreviation", "slip", "colloquial"):
        mine = [i for i in items if i.kind == kind]
        assert len(mine) >= 140
        assert sum(bool(i.covered) for i in mine) >= 60
    assert not any(i.covered & i.partly for i in items)
    places = [(row[2], row[3], row[4]) for row in rows]
    assert len(set(places)) == len(places)
