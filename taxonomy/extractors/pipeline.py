"""The default extractor: a spaCy pipeline of the trained tagger and the gazetteer.

The tagger finds terms that no list has and cuts their boundaries; the gazetteer adds known terms that it missed and
never overrules one of its spans. Both count only where the text states demand."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from taxonomy.extractors import context_rules, tagger
from taxonomy.extractors.base import flat
from taxonomy.extractors.edges import lines, reached_back
from taxonomy.extractors.english import EVERYDAY, is_english, titles
from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.extractors.sections import demand_only, wishes, without
from taxonomy.linkers.alias import AliasLinker
from taxonomy.models import Mention, SkillType
from taxonomy.registry import Taxonomy

MODEL = Path(__file__).parents[1] / "models" / "tagger-zh"
MAX_CHARACTERS = 20_000
"""Longer texts are read up to here: no real posting among 91,060 is longer, and memory stays bounded."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters that broken files hold; spaCy cannot store them."""
_ADDED: frozenset[SkillType] = frozenset({"tool", "language", "certificate"})
"""Types of known terms that the gazetteer adds in Chinese texts where the tagger found nothing; in English, all."""


class KnownTerms:
    """Last component of the pipeline: leaves in `doc.user_data["mentions"]` the tagger's spans and the known terms."""

    gazetteer = Gazetteer(())
    linker = AliasLinker(Taxonomy({}, {}, ""))

    def __call__(self, doc: Doc) -> Doc:
        text: str = doc.user_data["text"]
        english = is_english(text)
        regions = without(demand_only(text), titles(text)) if english else demand_only(text)
        starts = [start for start, _ in regions]

        def asked(start: int, end: int) -> bool:
            at = bisect_right(starts, start) - 1
            return at >= 0 and end <= regions[at][1]

        found = [
            Mention(start, end, text[start:end], kind, None, "tagger", score)
            for start, end, kind, score in doc.user_data["found"]
            if asked(start, end)
        ]
        spellings = [term for term in self.gazetteer.find(text) if asked(term.start, term.end)]
        if not english:
            found = reached_back(found, spellings, text, self.linker.known)
        taken = {at for mention in found for at in range(mention.start, mention.end)}
        known = [
            mention
            for mention in spellings
            if (mention.type in _ADDED or english)
            and not (english and mention.text in EVERYDAY)
            and taken.isdisjoint(range(mention.start, mention.end))
        ]
        doc.user_data["mentions"] = flat([*found, *known]) if known else found
        return doc


@Language.factory("xgap_known_terms")
def _known_terms(nlp: Language, name: str) -> KnownTerms:
    return KnownTerms()


class MentionExtractor:
    """Extractor for Chinese and mixed postings; loads the model when made (about a second)."""

    def __init__(self, taxonomy: Taxonomy, model: Path = MODEL, *, known_terms: bool = True) -> None:
        """`known_terms=False` leaves the gazetteer out, for comparison."""
        self._nlp = spacy.load(model)
        gazetteer = Gazetteer(taxonomy.skills.values() if known_terms else ())
        self._linker = AliasLinker(taxonomy)
        terms = self._nlp.add_pipe("xgap_known_terms")
        terms.gazetteer, terms.linker = gazetteer, self._linker
        weights = hashlib.sha256((model / "xgap_tagger" / tagger.FILE).read_bytes()).hexdigest()[:8]
        lists = hashlib.sha256(gazetteer.id.encode() + context_rules.RULES.read_bytes()).hexdigest()[:8]
        self.id = f"zh3-{weights}-{lists}"

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        """Mentions of each text, flat and by start; `text[start:end] == mention.text` holds for each."""
        bounded = ((_SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS]), text) for text in texts)
        for doc, text in self._nlp.pipe(bounded, batch_size=64, as_tuples=True):
            yield list(self._cleaned(doc, text))

    def _cleaned(self, doc: Doc, text: str) -> Iterator[Mention]:
        wished = wishes(text)
        for mention in doc.user_data["mentions"]:
            for start, end in lines(text, mention.start, mention.end):
                if not context_rules.misread(text, start, end):
                    span, flags = text[start:end], wished(start, end)
                    known = self._linker.known(span)
                    yield Mention(start, end, span, mention.type, known, self.id, mention.score, *flags)
