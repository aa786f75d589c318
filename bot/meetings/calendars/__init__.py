"""Calendar files and links, and the meetings that come of them."""
