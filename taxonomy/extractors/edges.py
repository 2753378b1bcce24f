"""Where a span begins and ends: joining words off, lines apart, a known term that the tagger cut given back whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from taxonomy.models import Mention, SkillType

_EDGE = " \t\r\n\u3000、，。；：,;:·-—"
_FIRST_NEVER, _LAST_NEVER = "的及和或、", "的及与或、并将为"
"""Words with which none of 9,494 annotated mentions begins or ends."""
_GOES_ON = "的和及与或、"
"""A line that begins so goes on with the line before."""
_LEADING: frozenset[SkillType] = frozenset({"knowledge", "tool"})
"""Types of known terms that a longer term may begin with; after a known task or soft skill another begins."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks, closing signs and joining words at the ends."""
    while start < end and (text[start] in _EDGE or text[start] in _FIRST_NEVER):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1] in _LAST_NEVER):
        end -= 1
    return start, end


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a span, each trimmed; a word that was wrapped onto the next line stays one."""
    first = start
    while (at := text.find("\n", first, end)) >= 0:
        head, tail = trimmed(text, start, at), trimmed(text, at, end)
        if head[1] - head[0] > 1 and tail[1] - tail[0] > 1 and text[at:end].lstrip()[0] not in _GOES_ON:
            yield head
            start = at + 1
        first = at + 1
    start, end = trimmed(text, start, end)
    if start < end:
        yield start, end


def reached_back(
    found: Sequence[Mention],
    known: Iterable[Mention],
    text: str,
    skill_of: Callable[[str], str | None],
) -> list[Mention]:
    """Spans that begin inside a known term and go on after it, from where that term begins.

    智能调试 in 具身智能调试 becomes the whole, for 具身智能 is known. Not where the rest of the term says the same
    (主流数据库 and 数据库 are one skill) and not over another span. All sequences are flat and by start."""
    terms = [term for term in known if term.type in _LEADING]
    result: list[Mention] = []
    at, floor = 0, 0
    for mention in found:
        while at < len(terms) and terms[at].end <= mention.start:
            at += 1
        if at < len(terms) and (term := terms[at]) and floor <= term.start < mention.start < term.end < mention.end:
            same = skill_of(text[mention.start : term.end]) == term.skill_id
            result.append(mention if same else replace(mention, start=term.start, text=text[term.start : mention.end]))
        else:
            result.append(mention)
        floor = mention.end
    return result
