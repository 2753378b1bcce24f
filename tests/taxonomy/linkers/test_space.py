"""The space of demand and clauses: blind where it must be, the same after its file, and better for being trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from taxonomy.linkers import judged, space, train_space
from taxonomy.linkers.demands import Demand
from taxonomy.linkers.train_space import Material, fit, rights
from taxonomy.registry import load


def test_every_half_is_met_by_the_space_of_the_other() -> None:
    spaces, codes = space.shipped(), load().certificates
    first, second = spaces.halves(codes)
    assert first
    assert second
    assert first | second == set(codes)
    assert spaces.without(first) is spaces.second
    assert spaces.without(second) is spaces.first
    assert spaces.without(()) is spaces.whole
    with pytest.raises(ValueError, match="neither half"):
        spaces.without(codes)


def test_judged_pools_are_met_blindly() -> None:
    first = space.shipped().first_half
    pools = judged.pools(load())
    assert pools["dev"].certificates <= first
    assert not pools["train"].certificates & first


def test_the_spaces_survive_their_file(tmp_path: Path) -> None:
    before = space.shipped()
    before.write(tmp_path / "space.npz")
    after = space.Spaces.read(tmp_path / "space.npz")
    assert after.first_half == before.first_half
    some = np.eye(before.whole.width, dtype=np.float32)[:5]
    for name in ("whole", "first", "second"):
        ours, theirs = getattr(before, name), getattr(after, name)
        assert np.array_equal(ours.demand(some), theirs.demand(some))
        assert np.array_equal(ours.clause(some), theirs.clause(some))
        assert all(np.array_equal(ours.centres[kind], theirs.centres[kind]) for kind in space.CENTRES)


def test_another_encoder_is_refused() -> None:
    with pytest.raises(space.OtherEncoder, match="xgap train matcher"):
        space.centred(np.ones((1, 3), np.float32), np.zeros(4, np.float32))


def test_neighbours_and_likenesses_are_neither_right_nor_wrong() -> None:
    demand = Demand("xg-a", "CAD", "会CAD", ("xg-a/junior/1.1.1",), ("xg-a/junior/1.1.2",))
    ids = [f"xg-a/junior/1.1.{n}" for n in (1, 2, 3, 4)]
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.99, 0.14, 0], [0, 0, 1]], np.float32)
    good, open_ = rights([demand], ids, vectors)
    assert good.tolist() == [[True, False, False, False]]
    assert open_.tolist() == [[False, True, True, False]]


def test_training_finds_what_the_plain_vectors_do_not() -> None:
    """Demands lie at their clause turned by one hidden rotation: plain cosines cannot see it, the fit must."""
    random = np.random.default_rng(5)
    width, clauses = 48, 30
    hidden, _ = np.linalg.qr(random.normal(size=(width, width)))
    clause = space.unit(random.normal(size=(clauses, width)).astype(np.float32))
    right = random.integers(0, clauses, 600)
    demand = space.unit((clause[right] @ hidden + random.normal(scale=0.05, size=(600, width))).astype(np.float32))
    good = np.zeros((600, clauses), dtype=bool)
    good[np.arange(600), right] = True
    centres = {kind: np.zeros(width, np.float32) for kind in space.CENTRES}
    seen = slice(0, 500)
    made = fit(Material(demand[seen], demand[seen], (clause,) * 4, good[seen], np.zeros_like(good[seen]), centres))
    fresh, answer = demand[500:], right[500:]
    assert ((fresh @ clause.T).argmax(axis=1) == answer).mean() < 0.3
    assert ((made.demand(fresh) @ made.clause(clause).T).argmax(axis=1) == answer).mean() > 0.8


def test_training_twice_gives_the_same() -> None:
    random = np.random.default_rng(1)
    demand, clause = (space.unit(random.normal(size=(40, 16)).astype(np.float32)) for _ in range(2))
    good = np.eye(40, dtype=bool)
    centres = {kind: np.zeros(16, np.float32) for kind in space.CENTRES}
    first, second = (
        fit(Material(demand, demand, (clause,) * 4, good, ~np.ones_like(good), centres), steps=20) for _ in range(2)
    )
    assert np.array_equal(first.demand.up, second.demand.up)


def test_wordings_are_of_our_own_requirements() -> None:
    taxonomy = load()
    ours = judged.requirements(taxonomy, {"xg-cnc"})
    assert {i.split("/")[0] for i in ours} == {"xg-cnc"}
    assert all(len(train_space.wordings(r)) == 4 for r in ours.values())
