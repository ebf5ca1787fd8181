"""DNA: tracks along a genome."""
