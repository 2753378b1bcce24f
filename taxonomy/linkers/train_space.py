"""Fits the spaces in which demand meets clauses from the written demands (part of `xgap train matcher`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxonomy.linkers.demands import Demand
from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.linkers.judged import requirements
from taxonomy.linkers.knowledge import competency_text
from taxonomy.linkers.space import Space, Spaces, Turn, centred
from taxonomy.models import Requirement
from taxonomy.registry import Taxonomy

RANK, STEPS, BATCH, RATE, DROPOUT, TEMPERATURE = 64, 250, 256, 1e-3, 0.3, 0.07
"""Chosen among fourteen settings on written demands of certificates kept out (which hardly differed) and looked at
on the real mentions of both pools."""
ALIKE = 0.75
"""Clauses of which the cosine is higher may teach the same: neither right nor wrong for each other's demands."""


def wordings(requirement: Requirement) -> tuple[str, str, str, str]:
    """A requirement as standards of different habits word it, from terse to whole."""
    r = requirement
    return (r.behaviour.zh, f"能{r.condition.zh}，{r.behaviour.zh}", f"能{r.behaviour.zh}，{r.standard.zh}", r.text.zh)


@dataclass(frozen=True)
class Material:
    """Vectors of demands and clauses, and which clause is right for which demand."""

    mentions: Vectors
    sentences: Vectors
    clauses: tuple[Vectors, ...]
    """One array for each wording, clauses × width."""
    good: NDArray[np.bool_]
    """Demands × clauses."""
    open: NDArray[np.bool_]
    """Neither right nor wrong: near ones, and clauses that are like a right one."""
    centres: dict[str, Vectors]


def rights(demands: Sequence[Demand], ids: Sequence[str], clauses: Vectors) -> tuple[NDArray[np.bool_], ...]:
    """Right clauses and open ones for each demand: two arrays, demands × clauses. Clauses as unit vectors."""
    at = {name: i for i, name in enumerate(ids)}
    good = np.zeros((len(demands), len(ids)), dtype=bool)
    near = np.zeros_like(good)
    for row, demand in enumerate(demands):
        good[row, [at[i] for i in demand.covered if i in at]] = True
        near[row, [at[i] for i in demand.near if i in at]] = True
    alike = (clauses @ clauses.T > ALIKE).astype(np.float32)
    return good, (near | (good.astype(np.float32) @ alike > 0)) & ~good


def material(taxonomy: Taxonomy, demands: Sequence[Demand], embedder: Embedder, codes: Collection[str]) -> Material:
    """What the space of these certificates is fitted on."""
    ours = [d for d in demands if d.certificate in codes and d.covered]
    worded = {i: wordings(r) for i, r in requirements(taxonomy, codes).items()}
    texts = {"mention": [d.mention for d in ours], "sentence": [d.sentence for d in ours],
             "clause": [competency_text(c) for c in taxonomy.competencies if c.certificate in codes]}  # fmt: skip
    raw = {kind: embedder.encode(said) for kind, said in texts.items()}
    centres: dict[str, Vectors] = {kind: vectors.mean(axis=0) for kind, vectors in raw.items()}
    clauses = tuple(centred(embedder.encode([w[k] for w in worded.values()]), centres["clause"]) for k in range(4))
    good, open_ = rights(ours, list(worded), clauses[3])
    return Material(centred(raw["mention"], centres["mention"]), centred(raw["sentence"], centres["sentence"]),
                    clauses, good, open_, centres)  # fmt: skip


def fit(made: Material, steps: int = STEPS, seed: int = 0) -> Space:
    """Corrections under which a demand, some mixture of its mention and its sentence, finds its clause among all
    (softmax over clauses, open ones left out)."""
    import torch
    from torch.nn import functional

    random = torch.Generator().manual_seed(seed)
    width = made.mentions.shape[1]

    def start() -> tuple[torch.Tensor, torch.Tensor]:
        down = torch.randn(width, RANK, generator=random) / width**0.5
        return down.requires_grad_(), torch.zeros(RANK, width).requires_grad_()

    demand, clause = start(), start()
    mentions, sentences = torch.from_numpy(made.mentions), torch.from_numpy(made.sentences)
    clauses = [torch.from_numpy(c) for c in made.clauses]
    good, left_out = torch.from_numpy(made.good), torch.from_numpy(made.open)

    def turned(x: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        inner = x @ turn[0]
        kept = torch.rand(inner.shape, generator=random) >= DROPOUT
        return functional.normalize(x + (inner * kept / (1 - DROPOUT)) @ turn[1], dim=-1)

    optimiser = torch.optim.AdamW([*demand, *clause], lr=RATE, weight_decay=0.02)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / steps)
        rows = torch.randperm(len(mentions), generator=random)[:BATCH]
        share = torch.rand(len(rows), 1, generator=random)
        asked = functional.normalize(share * mentions[rows] + (1 - share) * sentences[rows], dim=-1)
        worded = clauses[int(torch.randint(len(clauses), (1,), generator=random))]
        scores = turned(asked, demand) @ turned(worded, clause).T / TEMPERATURE
        log_p = torch.log_softmax(scores.masked_fill(left_out[rows], -1e4), dim=1)
        loss = -log_p.masked_fill(~good[rows], -1e4).logsumexp(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    def numbers(turn: tuple[torch.Tensor, torch.Tensor]) -> Turn:
        return Turn(*(part.detach().numpy().astype(np.float16).astype(np.float32) for part in turn))

    return Space(made.centres, numbers(demand), numbers(clause))


def train(taxonomy: Taxonomy, demands: Sequence[Demand], embedder: Embedder, first_half: frozenset[str]) -> Spaces:
    """All three spaces."""
    every = frozenset(d.certificate for d in demands)
    whole, first, second = (
        fit(material(taxonomy, demands, embedder, part)) for part in (every, every & first_half, every - first_half)
    )
    return Spaces(whole, first, second, first_half)
