"""Searches for the sentence a model means: greedy, beam, sampling. They know a *step*, and no model.

step(tokens, state) -> (log-probabilities of the next token, new state)
"""

from typing import TYPE_CHECKING

from babelix.base.later import offered
from babelix.decoding.hypothesis import Hypothesis

if TYPE_CHECKING:
    from babelix.decoding.beam import beam_search
    from babelix.decoding.likeliest import greedy
    from babelix.decoding.sampling import sample
    from babelix.decoding.state import PerSentence, State, Step
else:
    __getattr__, __dir__ = offered(
        __name__,
        {
            "PerSentence": "state",
            "State": "state",
            "Step": "state",
            "beam_search": "beam",
            "greedy": "likeliest",
            "sample": "sampling",
        },
    )

__all__ = ["Hypothesis", "PerSentence", "State", "Step", "beam_search", "greedy", "sample"]
