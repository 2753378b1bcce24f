"""Which skills belong together: normalised pointwise mutual information (Bouma, 2009) and communities (Louvain)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx

SEED = 1
Pair = tuple[str, str]


def npmi(n_both: int, n_a: int, n_b: int, n_all: int) -> float:
    """−1 (never together) to 1 (always together); 0 is what chance gives."""
    if not (n_both and n_a and n_b and n_all):
        return -1.0
    p = n_both / n_all
    return math.log(p / (n_a / n_all * n_b / n_all)) / -math.log(p) if p < 1 else 1.0


def strengths(counts: Mapping[str, int], both: Mapping[Pair, int], n_all: int, least: float) -> dict[Pair, float]:
    """NPMI of the pairs that reach the least."""
    found = {(a, b): npmi(n, counts[a], counts[b], n_all) for (a, b), n in sorted(both.items())}
    return {pair: value for pair, value in found.items() if value >= least}


def communities(names: Sequence[str], weights: Mapping[Pair, float], resolution: float) -> list[tuple[str, ...]]:
    """Groups of names that hang together, each in the order of `names`; the same input gives the same groups.

    Nodes are numbers: the order of sets of text changes from process to process."""
    if not any(weight > 0 for weight in weights.values()):  # nothing hangs together: there is no graph to search
        return [(name,) for name in names]
    at = {name: i for i, name in enumerate(names)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_weighted_edges_from((at[a], at[b], weight) for (a, b), weight in sorted(weights.items()))
    found = nx.community.louvain_communities(graph, seed=SEED, resolution=resolution)
    return sorted((tuple(names[i] for i in sorted(group)) for group in found), key=lambda g: at[g[0]])
