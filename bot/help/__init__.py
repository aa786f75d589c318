"""`/negotiate help`, and the answer to what is no command."""
