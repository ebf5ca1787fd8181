"""Variants explained: what a page on a few of them shows."""
