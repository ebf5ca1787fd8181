"""Searches for the sentence a model means: greedy, beam, sampling. They know a *step*, and no model.

step(tokens, state) -> (log-probabilities of the next token, new state)
"""

from babelix.decoding.beam import beam_search
from babelix.decoding.greedy import greedy
from babelix.decoding.hypothesis import Hypothesis
from babelix.decoding.sampling import sample
from babelix.decoding.state import PerSentence, State, Step

__all__ = ["Hypothesis", "PerSentence", "State", "Step", "beam_search", "greedy", "sample"]
