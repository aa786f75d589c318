"""Watching deal channels that opted in, and speaking up once when a deal turns sour."""
