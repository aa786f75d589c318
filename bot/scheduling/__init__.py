"""Time: the clock that ticks, and the deliveries that are due."""
