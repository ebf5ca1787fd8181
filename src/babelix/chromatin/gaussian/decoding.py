"""From a model and signals to labels: the most probable path, or the most probable label of each bin."""

import numpy as np

from babelix.chromatin.gaussian.model import Gaussian, Observed, posterior, viterbi
from babelix.chromatin.segments.posterior import Decoded

DECODERS = ("viterbi", "posterior")


def decode(model: Gaussian, x: Observed, decoder: str = "viterbi", keep: bool = False) -> Decoded:
    """Return the labels of one sequence: Viterbi's path, or arg max of each bin's posterior (lowest label wins ties).

    `keep` asks for the posteriors, which either decoder can return.
    """
    gamma = posterior(model, x)[0] if keep or decoder == "posterior" else None
    path = gamma.argmax(axis=1) if gamma is not None and decoder == "posterior" else viterbi(model, x)[0]
    return Decoded(path.astype(np.uint16), gamma if keep else None)
