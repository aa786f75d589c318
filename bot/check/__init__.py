"""Check a situation: what is going on in, a private card out."""
