"""Which spellings that no list knows may be skills of their own, and which only talk about known ones.

A spelling is cut into known skills, generic words of working life (`generic_words.yaml`) and a rest. Without a rest
it says nothing new: with known skills in it, it asks for those (Hadoop集群的运维 → Hadoop, 运维); with none it is a
phrase (提出改进建议). With a rest it may be a skill that no list has, if it has the shape of a name. Decided by the
spelling alone: the same spelling means the same in every run. Only whether a verb with its object stands for more than
a phrase (`is_clause`) is seen from all spellings together."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from taxonomy.linkers.alias import AliasLinker
from taxonomy.models import SkillType
from taxonomy.registry import Taxonomy
from taxonomy.spelling_coverage import tag_kinds
from taxonomy.text import normalise

Kind = Literal["known", "about_known", "candidate", "phrase"]

MAX_CJK = 10
"""Longer Chinese spellings are clauses: of the skill list's names fewer than one in fifty is longer."""
MAX_LATIN_WORDS = 3
_LATIN = re.compile(r"[a-zÀ-ɏ]+")
_PIECE = re.compile(r"[a-z0-9À-ɏ+#.]+|.", re.DOTALL)
_CJK = re.compile(r"[一-鿿]")
_BROKEN = re.compile(r"[、，。；：！？,;:!?“”\"'()（）\[\]【】<>《》|@*=…\n]|^[-/.、·+&]|[-/.、·&]$")
_MARKS = re.compile(r"[-_‑–·]|(?<!\d)\.|\.(?!\d)")
_MADE_OF_VERBS = "器包机仪稿件员师伙"
"""With a verb before it, each is a thing or a person and no act: 驱动器, 安装包, 设计师."""
_LONG_ENOUGH = 4
"""Shorter spellings mean different things with and without their marks (A.B, AB)."""
CLOSED_TYPES: frozenset[SkillType] = frozenset({"soft", "language"})
"""Attitudes and natural languages are a closed list: another wording of one is no new skill."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a spelling comes to."""

    kind: Kind
    skills: tuple[str, ...] = ()
    """Known skills that it asks for, in the order in which they stand."""
    core: str = ""
    """For a candidate: the normalised spelling without generic words at its ends; the same core, the same skill."""


def joined(key: str) -> str:
    """A normalised spelling without the marks that writers set as they like: orb-slam, orbslam; 2.0 keeps its point.

    Only where it has Latin letters or digits and at least four signs are left; else as it is."""
    bare = _MARKS.sub("", key)
    return bare if len(bare) >= _LONG_ENOUGH and not _CJK.search(key) else key


@functools.lru_cache(maxsize=1)
def _generic_words() -> dict[str, str]:
    raw: dict[str, str] = yaml.safe_load((Path(__file__).parent / "generic_words.yaml").read_text("utf-8"))
    return raw


@functools.lru_cache(maxsize=1)
def _verb_first() -> re.Pattern[str]:
    verbs = [verb for verb in _generic_words()["verbs"].split() if len(verb) > 1]
    return re.compile(f"(?:{'|'.join(map(re.escape, verbs))})(?![{_MADE_OF_VERBS}])")


def is_clause(spelling: str, core: str, kind: SkillType) -> bool:
    """Whether a normalised spelling of a candidate is a verb of working life with its object (处理常见报错).

    That says what is done at work and does not name a skill, as long as the object (the core) is never named without
    the verb, which who asks must know. Not where the object is a name in Latin letters or digits."""
    return (
        kind == "task"
        and _verb_first().match(spelling) is not None
        and not spelling.startswith(core)
        and _LATIN.search(core) is None
        and not any(sign.isdigit() for sign in core)
    )


class CandidateReader:
    """Reads spellings of mentions; made once from the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        raw = _generic_words()
        self._linker = AliasLinker(taxonomy)
        listed = taxonomy.skills.values()
        self._known = {
            key: skill.skill_id
            for skill in listed
            if skill.type not in CLOSED_TYPES
            for key in map(normalise, (skill.name, *skill.aliases))
            if len(key) > 1
        }
        self._joined: dict[str, set[str]] = {}
        for key, skill_id in taxonomy.mention_index.items():
            self._joined.setdefault(joined(key), set()).add(skill_id)
        self._english = frozenset(raw["english"].split())
        # spellings that are everyday words too, and attitudes, name no skill inside a longer phrase
        everyday = {normalise(alias) for skill in listed for alias in skill.context_aliases}
        attitudes = {normalise(a) for s in listed if s.type in CLOSED_TYPES for a in (s.name, *s.aliases)}
        self._generic = frozenset((*raw["verbs"].split(), *raw["nouns"].split(), *everyday, *attitudes)) - {""}
        self._glue = frozenset(raw["glue"].split())
        words = (*self._known, *self._generic, *self._english, *self._glue)
        self._beginnings = frozenset(word[:end] for word in words for end in range(1, len(word) + 1))

    def read(self, text: str, kind: SkillType) -> Reading:
        """What a mention's text comes to; `kind` is the type that the extractor gave it."""
        known = self._linker.known(text)
        if known is not None:
            return Reading("known", (known,))
        variant = self._joined.get(joined(normalise(text)), set())
        if len(variant) == 1:
            return Reading("known", tuple(variant))
        pieces = self._cut(_PIECE.findall(normalise(text)))
        skills = tuple(dict.fromkeys(self._known[p] for p, role in pieces if role == "known"))
        rest = [p for p, role in pieces if role == "rest"]
        if not rest or (len(rest) == 1 and _CJK.fullmatch(rest[0])):
            return Reading("about_known", skills) if skills else Reading("phrase")
        if kind in CLOSED_TYPES or not self._is_name(text):
            return Reading("about_known", skills) if skills else Reading("phrase")
        core = joined(self._core(pieces))
        # companies, devices, acts without an object: `taxonomy/not_skills.yaml`
        if any(kind.holds_in_text(spelling) for kind in tag_kinds() for spelling in (text, core)):
            return Reading("about_known", skills) if skills else Reading("phrase")
        return Reading("candidate", (), core)

    def _cut(self, units: list[str]) -> list[tuple[str, str]]:
        """The cheapest cut of the units into (piece, role): least rest first, then fewest pieces."""
        n = len(units)
        best: list[tuple[int, int]] = [(0, 0)] * (n + 1)
        step: list[tuple[int, str]] = [(0, "")] * (n + 1)
        for at in range(n - 1, -1, -1):
            options = [(self._cost_of_rest(units[at]) + best[at + 1][0], best[at + 1][1] + 1, at + 1, "rest")]
            piece, signs_only = "", True
            for end in range(at + 1, n + 1):
                piece += units[end - 1]
                signs_only = signs_only and not units[end - 1].isalnum()
                if not signs_only and piece not in self._beginnings:
                    break
                role = self._role(piece)
                if role:
                    options.append((best[end][0], best[end][1] + 1, end, role))
            rest, count, end, role = min(options, key=lambda o: (o[0], o[1], o[3] != "known", -o[2]))
            best[at], step[at] = (rest, count), (end, role)
        pieces: list[tuple[str, str]] = []
        at = 0
        while at < n:
            end, role = step[at]
            pieces.append(("".join(units[at:end]), role))
            at = end
        return pieces

    @staticmethod
    def _cost_of_rest(unit: str) -> int:
        return len(unit) if unit.isalnum() else 0

    def _role(self, piece: str) -> str:
        if piece in self._known:
            return "known"
        if piece in self._generic or piece in self._english:
            return "generic"
        return "glue" if piece in self._glue or not any(c.isalnum() for c in piece) else ""

    def _is_name(self, text: str) -> bool:
        """Whether a spelling has the shape of a skill's name and not of a clause."""
        if _BROKEN.search(text) or len(_CJK.findall(text)) > MAX_CJK or "的" in text:
            return False
        words = _LATIN.findall(text.casefold())
        if _CJK.search(text) is None:
            ordinary = sum(word in self._english for word in words)
            return 0 < len(words) <= MAX_LATIN_WORDS and len(normalise(text)) > 1 and not ordinary
        return True

    def _core(self, pieces: list[tuple[str, str]]) -> str:
        """Without generic words and glue at the ends, as far as at least two signs stay."""
        kept = list(pieces)
        while len(kept) > 1 and kept[0][1] in ("generic", "glue"):
            kept = kept[1:]
        while len(kept) > 1 and kept[-1][1] in ("generic", "glue"):
            kept = kept[:-1]
        core = "".join(p for p, _ in kept)
        return core if len(core) > 1 else "".join(p for p, _ in pieces)
