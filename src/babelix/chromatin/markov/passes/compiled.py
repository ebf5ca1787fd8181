"""The kernels of `babelix.chromatin.markov.passes.kernels`, compiled; what each does and takes is written there."""

from babelix.base.native import Native

_PASS = "int32* int64 int64 int64"  # steps, from, to, patterns
_SIZE = "int64 int64"  # rows, width


def _kernel(name: str, arguments: str) -> Native:
    return Native(
        "babelix.chromatin.markov.passes.kernels",
        name,
        arguments,
        "float64",
        sources=("babelix.chromatin.markov.passes.vectors",),
    )


def _vectors(count: int) -> str:
    return " ".join(["float64*"] * count)


carry_right = _kernel("carry_right", f"{_PASS} {_vectors(2)} {_SIZE} {_vectors(3)}")
carry_left = _kernel("carry_left", f"{_PASS} {_vectors(2)} {_SIZE} {_vectors(3)}")
forward = _kernel("forward", f"{_PASS} {_vectors(3)} {_SIZE} {_vectors(3)}")
chunk_sums = _kernel(
    "chunk_sums", f"int32* int64 int64 int64 int64 int64 {_vectors(4)} {_SIZE} {_vectors(8)}"
)
backward_posterior = _kernel(
    "backward_posterior", f"{_PASS} {_vectors(2)} {_SIZE} int64 {_vectors(3)} uint16* int64 {_vectors(2)}"
)
best_path = _kernel("best_path", f"int32* int64 int64 {_vectors(4)} uint16* uint16*")
