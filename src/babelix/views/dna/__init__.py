"""DNA: tracks as a figure."""
