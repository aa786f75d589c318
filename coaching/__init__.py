"""Negotiation coaching, pure: it knows negotiation, not Slack, not databases, not the clock."""

from coaching.assessment import Advice, Assessment, Facts, Kind, SeenSign, Side
from coaching.coach import Coach

__all__ = ["Advice", "Assessment", "Coach", "Facts", "Kind", "SeenSign", "Side"]
