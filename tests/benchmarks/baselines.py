"""Simpler detectors, to set ours beside: keyword rules, n-grams and nearest neighbours."""

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_union

from coaching.detection.corpus import LabelledText
from coaching.detection.network import Array
from coaching.vocabulary import Sign

KEYWORDS = {
    Sign.STALEMATE: r"stuck|deadlock|stalemate|in circles|gone quiet|won't budge|back and forth",
    Sign.POSITIONAL_DEMAND: r"we need \d|insists? on|must have|not a (?:cent|penny) (?:more|less)",
    Sign.ZERO_SUM: r"(?:win|won|lose|lost) this|every (?:dollar|euro|cent)|your loss|at our expense",
    Sign.ULTIMATUM: r"take it or leave it|final offer|last offer|or else|best and final|or we walk",
    Sign.COERCION: r"threat|sue|lawyers?|court|penalt|blacklist|cut (?:us|you|them) off",
    Sign.TIME_PRESSURE: r"deadline|expires?|by (?:friday|monday|tonight|eod|tomorrow)|running out",
    Sign.HOSTILITY: r"liars?|lying|idiots?|shout|yell|insult|hostile|furious|cheat|attack",
    Sign.RELATIONSHIP_HOSTAGE: r"after all (?:we|i)|relationship|loyal|partners? would|friendship",
    Sign.EXIT_RISK: r"competitor|walk(?:ing)? away|other (?:vendor|supplier|offer)s?|stopped answering",
    Sign.APPEASEMENT: r"keep (?:them|him|her) happy|for free|goodwill|threw in|as a favou?r",
    Sign.CAPITULATION: r"gave in|caved|gave up|agreed to everything|fine, we|just sign(?:ed)?",
    Sign.BLURRED_BOUNDARIES: r"scope|one more thing|small extra|not in the contract|off the books",
    Sign.UNTESTED_ASSUMPTION: r"assum|probably|must be|obviously|surely|i bet|they'd never",
}
NEAREST = 8


class Baseline(Protocol):
    def learn(self, texts: Sequence[LabelledText]) -> None: ...

    def chances(self, text: str) -> Array:
        """How likely each sign is."""


class Keywords:
    """Fixed words for each sign, as a careful hand would list them."""

    def learn(self, texts: Sequence[LabelledText]) -> None:
        """There is nothing to learn."""

    def chances(self, text: str) -> Array:
        found = [re.search(rf"\b(?:{words})", text, re.I) for words in KEYWORDS.values()]
        return np.array([match is not None for match in found], np.float32)


class NGrams:
    """TF-IDF of words, word pairs and parts of words; a logistic regression for each sign."""

    def learn(self, texts: Sequence[LabelledText]) -> None:
        self._counter = counter()
        counted = self._counter.fit_transform([text.text for text in texts])
        self._models = [
            LogisticRegression(C=10, solver="liblinear", max_iter=300).fit(counted, column)
            for column in labels(texts).T
        ]

    def chances(self, text: str) -> Array:
        counted = self._counter.transform([text])
        said = [model.predict_proba(counted)[0, 1] for model in self._models]
        return np.array(said, np.float32)


class Neighbours:
    """The signs of the texts most alike by TF-IDF, each as heavy as it is near."""

    def learn(self, texts: Sequence[LabelledText]) -> None:
        self._counter = counter()
        self._known: csr_matrix = self._counter.fit_transform([text.text for text in texts])
        self._labels = labels(texts)

    def chances(self, text: str) -> Array:
        likeness = (self._known @ self._counter.transform([text]).T).toarray()[:, 0]
        nearest = np.argsort(-likeness)[:NEAREST]
        weights = likeness[nearest]
        share: Array = weights @ self._labels[nearest] / max(weights.sum(), 1e-6)
        return share


def counter() -> FeatureUnion:
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3, max_features=60_000
        ),
    )


def labels(texts: Sequence[LabelledText]) -> Array:
    """Text by sign."""
    return np.array(
        [[sign in {label.sign for label in text.signs} for sign in Sign] for text in texts],
        np.float32,
    )
