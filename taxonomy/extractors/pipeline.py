"""The default extractor: a spaCy pipeline of a trained `ner` and the gazetteer.

The `ner` finds terms that no list has and cuts their boundaries; the gazetteer adds known terms that it missed and
never overrules one of its spans. Both count only where the text states demand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

from taxonomy.extractors import tokens  # noqa: F401  (registers the tokenizer)
from taxonomy.extractors.base import flat
from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.extractors.sections import demand_only
from taxonomy.linkers.alias import AliasLinker
from taxonomy.models import Mention
from taxonomy.registry import Taxonomy

MODEL = Path(__file__).parents[1] / "models" / "ner-zh"
MAX_CHARACTERS = 20_000
"""Longer texts are read up to here: no real posting among 91,060 is longer, and memory stays bounded."""
_NER_SCORE = 0.8
"""What a `ner` span scores beside a known term's 1.0: about its precision on the dev set; it gives none itself."""
_EDGE = " \t\r\n\u3000、，。；：,;:·-—"


class KnownTerms:
    """Last component of the pipeline: leaves in `doc.user_data["mentions"]` the `ner` spans and the known terms."""

    gazetteer = Gazetteer(())

    def __call__(self, doc: Doc) -> Doc:
        text: str = doc.user_data["text"]
        regions = demand_only(text)

        def asked(start: int, end: int) -> bool:
            return any(first <= start and end <= last for first, last in regions)

        found = [
            Mention(e.start_char, e.end_char, e.text, e.label_, None, "ner", _NER_SCORE)
            for e in doc.ents
            if asked(e.start_char, e.end_char)
        ]
        taken = {at for mention in found for at in range(mention.start, mention.end)}
        known = [
            mention
            for mention in self.gazetteer.find(text)
            if taken.isdisjoint(range(mention.start, mention.end)) and asked(mention.start, mention.end)
        ]
        doc.user_data["mentions"] = flat([*found, *known])
        return doc


@Language.factory("xgap_known_terms")
def _known_terms(nlp: Language, name: str) -> KnownTerms:
    return KnownTerms()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and closing signs at the ends."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


class MentionExtractor:
    """Extractor for Chinese and mixed postings; loads the model when made (about a second)."""

    def __init__(self, taxonomy: Taxonomy, model: Path = MODEL) -> None:
        self._nlp = spacy.load(model)
        # spaCy's bundled matrix library does not know newer processors; numpy's is about four times as fast there
        ops = NumpyOps(use_blis=False)
        for node in self._nlp.get_pipe("ner").model.walk():
            node.ops = ops
        gazetteer = Gazetteer(taxonomy.skills.values())
        self._nlp.add_pipe("xgap_known_terms").gazetteer = gazetteer
        self._linker = AliasLinker(taxonomy)
        weights = hashlib.sha256((model / "ner" / "model").read_bytes()).hexdigest()[:8]
        self.id = f"zh1-{weights}-{gazetteer.id.removeprefix('gazetteer-')}"

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        """Mentions of each text, flat and by start; `text[start:end] == mention.text` holds for each."""
        bounded = (text[:MAX_CHARACTERS] for text in texts)
        for doc in self._nlp.pipe(bounded, batch_size=64):
            yield list(self._cleaned(doc))

    def _cleaned(self, doc: Doc) -> Iterator[Mention]:
        text: str = doc.user_data["text"]
        for mention in doc.user_data["mentions"]:
            start, end = _trim(text, mention.start, mention.end)
            if start < end:
                span = text[start:end]
                yield Mention(start, end, span, mention.type, self._linker.known(span), self.id, mention.score)
