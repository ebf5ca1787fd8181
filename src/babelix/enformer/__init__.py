"""Enformer (Avsec et al. 2021): tracks along a genome from 196,608 bases, by convolutions, then attention."""
