"""SpliceAI's own scores: what a variant does to acceptors and donors of the genes it lies in, by the paper's rules."""
