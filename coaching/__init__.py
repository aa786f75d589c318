"""Negotiation coaching, pure: it knows negotiation, not Slack, not databases, not the clock."""

from coaching.assessment import Advice, Assessment, Facts, Kind, SeenSign, Side
from coaching.coach import Coach
from coaching.history import Review, review
from coaching.preparation import (
    Checklist,
    DealSoFar,
    Item,
    Learned,
    NextStep,
    Reflection,
    ReflectionForm,
    learned,
    prepare,
    reflection_form,
)

__all__ = [
    "Advice",
    "Assessment",
    "Checklist",
    "Coach",
    "DealSoFar",
    "Facts",
    "Item",
    "Kind",
    "Learned",
    "NextStep",
    "Reflection",
    "ReflectionForm",
    "Review",
    "SeenSign",
    "Side",
    "learned",
    "prepare",
    "reflection_form",
    "review",
]
