"""The tokenizer of our Chinese pipelines: one token per CJK character, Latin run, digit run or other sign.

Chinese word segmenters cut across mention boundaries (about 6 % of annotated spans could not be aligned to
jieba's words); with this one every span aligns, and a posting has fewer tokens than with single characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

_TOKEN = re.compile(r"[A-Za-zÀ-ɏ]+|[0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Laid:
    """Tokens of a text without white space, their places (start, end) in it, and their numbers in the spaCy Doc."""

    tokens: list[str]
    offsets: list[tuple[int, int]]
    at: list[int]


def split(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Tokens of a text without white space, and the place (start, end) of each in it."""
    tokens, offsets = [], []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if not token.isspace():
            tokens.append(token)
            offsets.append(match.span())
    return tokens, offsets


class HybridTokenizer:
    """Callable that spaCy uses as `nlp.tokenizer`; loses no character (`doc.text == text`)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        tokens, offsets, at = [], [], []
        end = 0
        for token in _TOKEN.findall(text):
            start = end
            end += len(token)
            if not token.isspace():
                tokens.append(token)
                offsets.append((start, end))
                at.append(len(words))
            # spaCy keeps one blank after a token as a flag; longer or other white space is a token of its own
            elif token == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                continue
            words.append(token)
            spaces.append(False)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data["text"] = text  # `doc.text` joins all tokens anew at each call
        doc.user_data["laid"] = Laid(tokens, offsets, at)
        return doc

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> HybridTokenizer:
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        return None

    def from_disk(self, _path: object, **_kwargs: object) -> HybridTokenizer:
        return self


@spacy.registry.tokenizers("xgap.hybrid.v1")
def create_hybrid_tokenizer() -> Callable[[Language], HybridTokenizer]:
    """Entry for spaCy's configuration: `[nlp.tokenizer] @tokenizers = "xgap.hybrid.v1"`."""
    return lambda nlp: HybridTokenizer(nlp.vocab)
