"""Searches for the sentence a model means: greedy, beam, sampling, forced. They know a *step*, and no model.

step(tokens, state) -> (log-probabilities of the next token, new state)
"""

from babelix.decoding.beam import beam_search
from babelix.decoding.forced import Forced, force
from babelix.decoding.greedy import greedy
from babelix.decoding.hypothesis import Hypothesis
from babelix.decoding.sampling import sample
from babelix.decoding.state import PerSentence, State, Step

__all__ = ["Forced", "Hypothesis", "PerSentence", "State", "Step", "beam_search", "force", "greedy", "sample"]
