"""The kernels of `babelix.chromatin.markov.passes.kernels`, compiled; what each does and takes is written there."""

from babelix.base.native import Native

_PASSES = "babelix.chromatin.markov.passes"


def _kernel(name: str) -> Native:
    return Native(f"{_PASSES}.kernels", name, sources=(f"{_PASSES}.vectors", "babelix.base.vectors"))


carry_right = _kernel("carry_right")
carry_left = _kernel("carry_left")
forward = _kernel("forward")
chunk_sums = _kernel("chunk_sums")
backward_posterior = _kernel("backward_posterior")
best_path = _kernel("best_path")
