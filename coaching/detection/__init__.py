"""Reads a text: which trap signs, whose, shown by which words; which moves; which context."""

from coaching.detection.reader import EncoderReader, Reader, Reading

__all__ = ["EncoderReader", "Reader", "Reading"]
