"""Enrichment: whether a catalogue's SNPs lie in elements more often than controls like them."""
