"""Negotiation coaching, pure: it knows negotiation, not Slack, not databases, not the clock."""

from coaching.assessment import Advice, Assessment, Facts, Kind, SeenSign, Side
from coaching.coach import Coach
from coaching.preparation import (
    Checklist,
    DealSoFar,
    Item,
    Learned,
    NextStep,
    prepare,
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
    "SeenSign",
    "Side",
    "prepare",
]
