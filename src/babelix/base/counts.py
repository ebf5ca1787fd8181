"""How many of a thing, as it is said: one takes no plural."""


def several(count: int, noun: str) -> str:
    """Return so many of a thing: ``"1 motif"``, ``"1,182 motifs"``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
