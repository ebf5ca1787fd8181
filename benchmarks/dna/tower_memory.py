"""The memory of Enformer's tower, at its published width: it holds a tile, however long the sequence.

    python -m benchmarks.dna.tower_memory --repeats 1 --json tower.json

Random weights; the most that stem and tower took over what was taken before, at 196,608 bases and at twice as many, and
without their output, which alone must grow. Two minutes of a core a repeat.
"""

from functools import partial

import torch

from babelix.enformer.fast.tower import Tower
from babelix.enformer.sizes import PUBLISHED
from babelix.enformer.weights import random_enformer
from benchmarks.dna.enformer import one_hot, timed
from benchmarks.dna.enformer_process import FULL
from benchmarks.measure import arguments, in_turn, ratio, spread, write


def main() -> None:
    """Measure both lengths in turn, print and write."""
    options = arguments(__doc__, 1).parse_args()
    torch.set_num_threads(1)
    tower = Tower(random_enformer(PUBLISHED, 1))
    inputs = {f"{length:,}": one_hot(length) for length in (FULL, 2 * FULL)}

    with torch.inference_mode():
        tower(one_hot(FULL // 8))  # what a first call takes once and for all is not of the length

    def peak(name: str) -> float:
        """Return MiB over what was there, without the rows that come out."""
        x = inputs[name]
        with torch.inference_mode():
            kept = timed(name, lambda: tower(x))["peak"]
        return (kept - x.shape[1] // PUBLISHED.bin * PUBLISHED.width * 4) / 2**20

    found = in_turn({name: partial(peak, name) for name in inputs}, options.repeats)
    short, long = found.values()
    for name, values in found.items():
        print(f"{name} bases\t{spread(values)} MiB beside the output")
    print(f"ratio\t{ratio(long, short)}")
    write(options.json, {"peak_mib_beside_output": found, "ratio": ratio(long, short)})


if __name__ == "__main__":
    main()
