"""The machine that a command computes on: what `babelix.training.device` offers, where a command may reach it."""

from babelix.training.device import computing

__all__ = ["computing"]
