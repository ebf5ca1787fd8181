"""A segmentation, its files, its colours, and the tables of its states."""
