"""Same skill or not: features, symmetry, the model's own arithmetic, reading of pairs."""

import numpy as np
import pytest

from taxonomy.linkers import adapter, same, same_training
from taxonomy.linkers.same import FEATURES, SameSkill
from taxonomy.registry import load
from tests.letters import LetterEncoder


@pytest.fixture(scope="module")
def linker():
    return SameSkill(load(), LetterEncoder())


def test_spellings_of_one_registered_skill_beat_a_contrast_pair(linker):
    p = linker.probabilities([("k8s", "Kubernetes"), ("React", "Vue"), ("数控车", "数控铣")])
    assert p[0] > 0.5
    assert p[1] <= 0.03 + 1e-9  # a listed contrast pair
    assert p[2] < 0.2


def test_the_order_of_a_pair_does_not_matter(linker):
    pairs = [(q.a, q.b) for q in same_training.read_pairs()[::17]]
    turned = [(b, a) for a, b in pairs]
    assert np.allclose(linker.features(pairs), linker.features(turned), atol=1e-6)
    assert np.allclose(linker.probabilities(pairs), linker.probabilities(turned), atol=1e-6)


def test_synonyms_and_frames_leave_one_plain_spelling():
    assert same.plain("熟练撰写测试报告") == same.plain("编写测试报告")
    assert same.plain("数控车床") != same.plain("数控铣床")


def test_opposed_words_are_seen_in_the_spelling_alone(linker):
    at = FEATURES.index("opposed")
    x = linker.features([("某某售前", "某某售后"), ("某某售前", "某某售前支持")], registry=False)
    assert x[:, at].tolist() == [1.0, 0.0]


def test_no_spelling_stands_in_two_folds():
    pairs = same_training.read_pairs()
    fold = same_training.folds(pairs)
    places: dict[str, set[int]] = {}
    for pair, number in zip(pairs, fold, strict=True):
        for text in (pair.a, pair.b):
            places.setdefault(same_training.normalise(text), set()).add(int(number))
    assert max(map(len, places.values())) == 1
    assert len(set(fold.tolist())) == same_training.FOLDS
    turned = same_training.folds(pairs[::-1])[::-1]
    assert fold.tolist() == turned.tolist()


def test_no_pair_is_judged_twice():
    pairs = same_training.read_pairs()
    assert len({frozenset(map(same_training.normalise, (p.a, p.b))) for p in pairs}) == len(pairs)


def test_the_adapter_refuses_vectors_of_another_width():
    with pytest.raises(ValueError, match="fitted for vectors of"):
        adapter.shipped().project(np.ones((2, 7), dtype=np.float32))


def test_an_adapter_brings_spellings_of_one_skill_nearer():
    taxonomy, encoder = load(), LetterEncoder()
    part = {k: s for k, s in taxonomy.skills.items() if s.field == "energy"}
    small = type(taxonomy)(part, {}, "part")
    fitted = adapter.fit(small, encoder, frozenset(), steps=60)
    again = adapter.fit(small, encoder, frozenset(), steps=60)
    assert np.array_equal(fitted.matrix, again.matrix)
    skills = [s for s in part.values() if s.aliases]
    names, aliases = (encoder.encode(t) for t in ([s.name for s in skills], [s.aliases[0] for s in skills]))

    def ranks(a, b):
        likeness = a @ b.T
        return float(np.mean((likeness >= np.diag(likeness)[:, None]).sum(axis=1)))

    assert ranks(fitted.project(names), fitted.project(aliases)) < ranks(names, aliases)


def test_written_trees_answer_as_the_library_does():
    ensemble = pytest.importorskip("sklearn.ensemble")
    generator = np.random.default_rng(3)
    x = generator.random((300, 4))
    y = (x[:, 0] + x[:, 1] > 1).astype(float)
    ours = same.predict(same_training._boosted(x, y, np.ones(300)), x)
    theirs = ensemble.GradientBoostingClassifier(
        n_estimators=same_training.TREES, max_depth=same_training.DEPTH, learning_rate=0.04, subsample=0.7,
        min_samples_leaf=10, max_features=0.3, random_state=7,
    ).fit(x, y)  # fmt: skip
    assert np.abs(ours - theirs.predict_proba(x)[:, 1]).max() < 1e-3


def test_a_row_without_a_verdict_is_refused_with_its_place(tmp_path):
    (tmp_path / "x.csv").write_text("field,a,b,same\nit,甲,乙,1\nit,甲,丙,maybe\n", "utf-8")
    with pytest.raises(ValueError, match="line 3"):
        same_training.read_pairs(tmp_path)
