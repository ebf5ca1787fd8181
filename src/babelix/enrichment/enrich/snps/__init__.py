"""SNPs: those of a catalogue, those of a pool, which of one are which of the other."""
