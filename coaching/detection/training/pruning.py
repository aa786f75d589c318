"""Leaves out the words that deal texts hardly need, a fifth of the model's size."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers import Tokenizer

SIZE = 18_000
"""Words that are kept, of some 30,000."""
NEEDED = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "situation", "message", "us", "them")
"""Words that the network is given before a text, and those the tokenizer itself needs. [PAD] must
stay number 0: so the network knows it."""
COMMON_FROM = 1996
"""The pretrained vocabulary lists its words from here on, the commonest first."""


def pruned(tokenizer: str, texts: Iterable[str], size: int = SIZE) -> tuple[str, list[int]]:
    """The tokenizer's JSON with the words worth keeping, and their old numbers in the new order.

    A word left out is read as its parts, as the pretrained vocabulary does with rarer words.
    """
    whole = Tokenizer.from_str(tokenizer)
    whole.no_truncation()
    used = (whole.encode(text, add_special_tokens=False).ids for text in texts)
    described = json.loads(tokenizer)
    vocabulary: dict[str, int] = described["model"]["vocab"]
    kept = _worth_keeping(vocabulary, used)[:size]
    names = {number: word for word, number in vocabulary.items()}
    renumbered = {names[old]: new for new, old in enumerate(kept)}
    described["model"]["vocab"] = renumbered
    for added in described["added_tokens"]:
        added["id"] = renumbered[added["content"]]
    # The network is given what stands around a text, and how much of it, by its reader.
    described["post_processor"] = described["padding"] = described["truncation"] = None
    return json.dumps(described, ensure_ascii=False), kept


def _worth_keeping(vocabulary: Mapping[str, int], used: Iterable[Iterable[int]]) -> list[int]:
    """What must stay, every ASCII character, what the texts use, what is common elsewhere."""
    counts = Counter(number for ids in used for number in ids)
    ascii_words = {word: number for word, number in vocabulary.items() if word.isascii()}
    ordered = [
        *(vocabulary[word] for word in NEEDED),
        *(number for word, number in ascii_words.items() if len(word.removeprefix("##")) == 1),
        *(number for number, _ in counts.most_common()),
        *(number for number in ascii_words.values() if number >= COMMON_FROM),
    ]
    return list(dict.fromkeys(ordered))
