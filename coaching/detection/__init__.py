"""Reads a text: which trap signs, whose, shown by which words; which moves; which context."""

from coaching.detection.reader import ModelError, Reader, Reading, TrainedReader

__all__ = ["ModelError", "Reader", "Reading", "TrainedReader"]
