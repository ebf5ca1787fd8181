"""What variants change in a model's tracks: alleles placed, scored as a stream, written down."""
