"""Pictures of disease SNPs in elements: figure 10 of ENCODE (2012)."""
