"""Which postings are one vacancy: near-identical texts of one employer in one place within 60 days.

Near-identity is estimated by MinHash over runs of five characters (Broder, 1997; library: datasketch). Grouping is
greedy by date: a posting joins the first group of its employer and place that began at most 60 days before and whose
first text it resembles; otherwise it begins a group of its own. So a text that is reposted for a year is six
vacancies, not one and not fifty."""

from __future__ import annotations

import functools
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from taxonomy.text import normalise

SIMILARITY = 0.75
PERMUTATIONS = 64
WINDOW_DAYS = 60
_SHINGLE = 5
_SCHEME: Final = "affine32"
_PERMUTED = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=_SCHEME).permutations
"""Shared by all signatures: making it anew costs more than comparing two of them."""

Signatures = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Member:
    """One posting as grouping sees it."""

    posting_id: str
    employer: str
    """Normalised name; "" where none is given."""
    place: str
    day: date | None
    text_hash: str


def shingles(text: str) -> list[bytes]:
    """Runs of five characters of the normalised text without digits, which reposts like to change."""
    plain = "".join(character for character in normalise(text) if not character.isdigit())
    return [plain[i : i + _SHINGLE].encode() for i in range(max(1, len(plain) - _SHINGLE + 1))]


def signatures(texts: Sequence[str]) -> Signatures:
    """MinHash signatures, texts × PERMUTATIONS; the same text always gives the same row."""
    made = MinHash.bulk(
        [shingles(text) for text in texts], num_perm=PERMUTATIONS, seed=1, hashfunc=zlib.crc32, scheme=_SCHEME
    )
    return np.array([one.hashvalues for one in made], dtype=np.uint32).reshape(-1, PERMUTATIONS)


@functools.lru_cache(maxsize=1)
def _bands() -> tuple[int, int]:
    """Number of bands and rows per band that suit SIMILARITY."""
    index = MinHashLSH(threshold=SIMILARITY, num_perm=PERMUTATIONS)
    return index.b, index.r


def _group_block(block: Sequence[Member], by_hash: Mapping[str, MinHash]) -> dict[str, str]:
    """Groups within one employer and place; members come ordered by date."""
    groups: dict[str, str] = {}
    began: dict[str, date | None] = {}
    by_text: dict[str, list[str]] = defaultdict(list)
    # the bands are worked out once: finding the best ones takes longer than a small block
    index = MinHashLSH(num_perm=PERMUTATIONS, params=_bands())
    for member in block:
        signature = by_hash[member.text_hash]
        similar = {
            group
            for text_hash in index.query(signature)
            if by_hash[text_hash].jaccard(signature) >= SIMILARITY
            for group in by_text[text_hash]
        }
        open_groups = [g for g in similar if _within(began[g], member.day)]
        if open_groups:
            groups[member.posting_id] = min(open_groups, key=lambda g: (began[g] or date.max, g))
            continue
        groups[member.posting_id] = member.posting_id
        began[member.posting_id] = member.day
        if member.text_hash not in by_text:
            index.insert(member.text_hash, signature)
        by_text[member.text_hash].append(member.posting_id)
    return groups


def _within(began: date | None, day: date | None) -> bool:
    return began is None or day is None or 0 <= (day - began).days <= WINDOW_DAYS


def group(members: Iterable[Member], signatures_of: Callable[[Sequence[str]], Signatures]) -> dict[str, str]:
    """Posting id → id of its vacancy, which is the id of the vacancy's first posting.

    `signatures_of` gives the signatures of texts by their hashes; only texts that share an employer and place with
    another are asked for. Deterministic, whatever the order of `members`."""
    blocks: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        # without an employer only the very same text can be known for the same vacancy
        key = (member.employer, member.place) if member.employer else ("", member.text_hash)
        blocks[key].append(member)
    groups: dict[str, str] = {}
    crowded = []
    for block in blocks.values():
        if len(block) == 1:
            groups[block[0].posting_id] = block[0].posting_id
        else:
            block.sort(key=lambda m: (m.day is None, m.day or date.max, m.posting_id))
            crowded.append(block)
    hashes = sorted({member.text_hash for block in crowded for member in block})
    by_hash = {
        text_hash: MinHash(num_perm=PERMUTATIONS, seed=1, hashvalues=row, permutations=_PERMUTED, scheme=_SCHEME)
        for text_hash, row in zip(hashes, signatures_of(hashes), strict=True)
    }
    for block in crowded:
        groups.update(_group_block(block, by_hash))
    return groups
