"""The words of the field that every part of the project shares: signs, actors, moves, and so on.

The ids are stable: they stand in the playbook, in stored rows and in the terminal's output.
"""

from enum import StrEnum


class Sign(StrEnum):
    """A trap sign: what someone does that gets a negotiation stuck or costs ground."""

    STALEMATE = "stalemate"
    POSITIONAL_DEMAND = "positional_demand"
    ZERO_SUM = "zero_sum"
    ULTIMATUM = "ultimatum"
    COERCION = "coercion"
    TIME_PRESSURE = "time_pressure"
    HOSTILITY = "hostility"
    RELATIONSHIP_HOSTAGE = "relationship_hostage"
    EXIT_RISK = "exit_risk"
    APPEASEMENT = "appeasement"
    CAPITULATION = "capitulation"
    BLURRED_BOUNDARIES = "blurred_boundaries"
    UNTESTED_ASSUMPTION = "untested_assumption"


class Actor(StrEnum):
    """Who shows a sign: the counterpart, our own side, or both (or no side in particular)."""

    THEM = "them"
    US = "us"
    BOTH = "both"


class Move(StrEnum):
    """A collaborative move: what a pivot is made of, and what a team may already be doing well."""

    OPEN_QUESTION = "open_question"
    SHARED_INTEREST = "shared_interest"
    REFRAME = "reframe"
    TRADE_OFF = "trade_off"
    TRANSPARENCY = "transparency"
    OBJECTIVE_CRITERIA = "objective_criteria"
    MULTIPLE_OPTIONS = "multiple_options"
    PROCESS_SHAPING = "process_shaping"
    ACKNOWLEDGE = "acknowledge"


class Cue(StrEnum):
    """A context cue that bears on whether holding firm costs anything."""

    ONE_OFF = "one_off"
    LONG_TERM = "long_term"
    STRONG_LEVERAGE = "strong_leverage"
    WEAK_LEVERAGE = "weak_leverage"


OPPOSITE = {
    Cue.ONE_OFF: Cue.LONG_TERM,
    Cue.LONG_TERM: Cue.ONE_OFF,
    Cue.STRONG_LEVERAGE: Cue.WEAK_LEVERAGE,
    Cue.WEAK_LEVERAGE: Cue.STRONG_LEVERAGE,
}
"""Cues that cannot both hold."""


class Posture(StrEnum):
    """What a good coach recommends: hold the line, hold limits but open the process, or shift."""

    FIRM = "firm"
    BLEND = "blend"
    COLLABORATE = "collaborate"
    NONE = "none"


class Strategy(StrEnum):
    """The five strategies for negotiating under high stakes and pressure."""

    WIDEN_THE_VIEW = "widen_the_view"
    UNCOVER_AND_COLLABORATE = "uncover_and_collaborate"
    FAIRNESS_OVER_FORCE = "fairness_over_force"
    BUILD_TRUST = "build_trust"
    SHAPE_THE_PROCESS = "shape_the_process"


class Element(StrEnum):
    """The seven elements of any negotiation (Patton), in the order of a checklist."""

    INTERESTS = "interests"
    OPTIONS = "options"
    ALTERNATIVES = "alternatives"
    LEGITIMACY = "legitimacy"
    COMMUNICATION = "communication"
    RELATIONSHIP = "relationship"
    COMMITMENT = "commitment"


class Outcome(StrEnum):
    """Whether a pivot that was tried did what it was meant to do."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Trust(StrEnum):
    """Trust after a meeting, compared with before it."""

    UP = "up"
    SAME = "same"
    DOWN = "down"
