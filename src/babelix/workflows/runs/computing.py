"""The machine that a command computes on: what `babelix.training.machine` offers, where a command may reach it."""

from babelix.training.machine import computing

__all__ = ["computing"]
