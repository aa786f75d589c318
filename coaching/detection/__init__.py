"""Reads a text: which trap signs, whose, shown by which words; which moves; which context."""

from coaching.detection.reader import NetworkReader, Reader, Reading

__all__ = ["NetworkReader", "Reader", "Reading"]
