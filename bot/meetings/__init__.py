"""Meetings: what people plan, and what stands in their calendars."""
