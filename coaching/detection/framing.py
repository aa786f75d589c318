"""Tells what is going on from what is denied, over, or only imagined.

"They have not threatened to leave" holds the words of a trap and is none. The classifier learns
much of this from examples; these few rules hold the plain cases whatever it has learned.
"""

import re

DENIED = re.compile(
    r"""
    \b(?:not|never|no\s+one|nobody|without|hardly|wasn't|isn't|aren't|haven't|hasn't|hadn't
       |didn't|doesn't|don't|won't|havent|hasnt|didnt|doesnt|dont|isnt)\b
    (?:\s+\w+){0,3}?\s+
    (?:threat\w*|walk\w*\s+away|leav(?:e|ing)\b|insult\w*|hostil\w*|rud[e]\b|angry|aggress\w*
       |push(?:ed|ing|y)\b|press(?:ed|ing|ur\w*)|squeez\w*|ultimatum|bluff\w*|rush\w*|issu\w*)
    | \bno\s+(?:\w+\s+){0,2}?(?:threats?|ultimatums?|pressure|rush|hard\s+feelings|bad\s+blood|drama
       |hostility|hurry|insults?)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
IMAGINED = re.compile(
    r"""
    ^\W*(?:so\s+|and\s+|but\s+)?
       (?:what\s+if|suppose|imagine|in\s+case|hypothetically|if\s+they\s+ever)\b
    | \b(?:what\s+(?:do|should|would)\s+(?:we|i)\s+(?:do|say)\s+if
       |how\s+(?:do|should|would)\s+(?:we|i)\s+(?:plan|prepare|respond|react|answer)\b.*\bif|prepare\s+for\s+the\s+case)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
OVER = re.compile(
    r"""
    \b(?:last\s+(?:year|time|spring|summer|autumn|fall|winter|quarter|round)|years?\s+ago|back\s+then
       |used\s+to|at\s+first|early\s+on|once\s+upon|in\s+the\s+past|months?\s+ago|previously)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
WELL_NOW = re.compile(
    r"""
    \b(?:(?:now|today|since\s+then|these\s+days|this\s+(?:year|time|round))\b[^.!?]{0,60}
        \b(?:fine|good|great|calm\w*|easy|easier|friendly|smooth\w*|better|well|settled|resolved
            |sorted|constructive|relaxed|pleasant)
      |(?:all|everything(?:'s|\s+is))\s+(?:good|fine|settled|sorted|resolved)
      |(?:got|was|were|been|is|it's)\s+(?:resolved|settled|sorted\s+out|sorted))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_real(sentence: str, text: str) -> bool:
    """False where `sentence`, a part of `text`, tells of what is denied, imagined, or over."""
    over = OVER.search(sentence) and WELL_NOW.search(text)
    return not (DENIED.search(sentence) or IMAGINED.search(sentence) or over)
