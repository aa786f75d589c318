"""Cuts a text into sentences and clauses, as spans of its own characters."""

import re
from typing import NamedTuple

SENTENCE_END = re.compile(
    r"""
    (?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]?\w)   # a full stop, then a new word
    | \s*\n+\s*                                 # a new line
    """,
    re.VERBOSE,
)
ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|mr|mrs|ms|dr|vs|approx|no|inc|ltd|co|st)\.$", re.IGNORECASE
)
CLAUSE_END = re.compile(
    r"\s*[,;:–—]\s+|\s+-{1,2}\s+|\s*[\"“”]\s*|\s+(?=(?:and|but|so|because|then|while|which|or)\s)",
)
LONGEST_SENTENCE = 400
"""Characters; a longer run without a full stop is cut at its clauses."""


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, in order, without the white space around them."""
    found: list[Span] = []
    for span in _pieces(text, Span(0, len(text)), SENTENCE_END):
        if found and ABBREVIATION.search(found[-1].of(text)):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return [part for span in found for part in _shortened(text, span)]


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of one sentence of `text`; the sentence itself where it has but one."""
    return _pieces(text, sentence, CLAUSE_END) or [sentence]


def _shortened(text: str, sentence: Span) -> list[Span]:
    if sentence.end - sentence.start <= LONGEST_SENTENCE:
        return [sentence]
    parts: list[Span] = []
    for clause in clauses(text, sentence):
        for start in range(clause.start, clause.end, LONGEST_SENTENCE):
            piece = Span(start, min(start + LONGEST_SENTENCE, clause.end))
            if parts and piece.end - parts[-1].start <= LONGEST_SENTENCE:
                parts[-1] = Span(parts[-1].start, piece.end)
            else:
                parts.append(piece)
    return parts


def _pieces(text: str, within: Span, border: re.Pattern[str]) -> list[Span]:
    edges = [within.start]
    for match in border.finditer(text, within.start, within.end):
        edges += match.span()
    edges.append(within.end)
    spans = (_stripped(text, Span(*pair)) for pair in zip(edges[::2], edges[1::2], strict=True))
    return [span for span in spans if span.start < span.end]


def _stripped(text: str, span: Span) -> Span:
    body = span.of(text)
    return Span(
        span.start + len(body) - len(body.lstrip()),
        span.end - len(body) + len(body.rstrip()),
    )
