"""Lengths in bases, as people give them, and in bins, as the model counts them."""

from dataclasses import dataclass

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Lengths:
    """Lengths in bases: a segment's `least` and wished `mean` one, and that of a random `window` to learn from."""

    least: int = 200
    mean: int = 20_000
    window: int = 1_000_000

    def in_bins(self, bin_size: int) -> tuple[int, float, int]:
        """Return the three in bins: the least one rounded up, the mean one as it falls, the window rounded down.

        A window has at least two bins. Raises `RequestError` for bins without bases.
        """
        if bin_size < 1:
            raise RequestError(f"the bin size must be at least 1 base, got {bin_size}")
        return -(-self.least // bin_size), self.mean / bin_size, max(2, self.window // bin_size)
