"""Normalisation: what nobody sees goes, then the steps that a recipe names."""

from babelix.text.normalise.steps import NORMALISATIONS, normalise

__all__ = ["NORMALISATIONS", "normalise"]
