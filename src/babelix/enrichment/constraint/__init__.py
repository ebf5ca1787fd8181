"""Constraint: how much of elements selection keeps, between species and among people (finding 2 of ENCODE 2012)."""
