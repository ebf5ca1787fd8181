"""What searches: a compiled program or another library, and where neither does a network's own step."""
