"""Reads a text: which trap signs, whose, shown by which words; which moves; which context."""

from coaching.detection.reader import Reader, Reading, TrainedReader

__all__ = ["Reader", "Reading", "TrainedReader"]
