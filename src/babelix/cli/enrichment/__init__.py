"""Commands of what elements cover and what falls in them; each is called by its own name."""
