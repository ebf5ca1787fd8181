"""Where around transcription starts a state is highest: at them, or beside them, which is a flank."""

from collections.abc import Mapping
from dataclasses import dataclass

# The first nucleosomes of a gene, some 200 bases apart, belong to its start.
AT_START = 400
# What is said of numbers holds for them as they can be printed.
DECIMALS = 4


@dataclass(frozen=True)
class Profile:
    """A state's fold enrichment around starts: `at` them, and `highest`, at `peak` bases from them.

    Downstream is positive; without `stranded` the two sides are not told apart.
    """

    at: float
    highest: float
    peak: int
    stranded: bool = True

    @classmethod
    def of(cls, folds: Mapping[int, float], stranded: bool = True) -> "Profile | None":
        """Return the profile of fold by offset, the nearest of equal peaks; None when that at 0 is no number."""
        known = {offset: round(fold, DECIMALS) for offset, fold in folds.items() if fold == fold}
        if 0 not in known:
            return None
        peak = min(known, key=lambda offset: (-known[offset], abs(offset), offset))
        return cls(known[0], known[peak], peak, stranded)

    def beside(self) -> bool:
        """Return whether the state flanks starts: highest further away, or more than twice as high as at them."""
        return abs(self.peak) > AT_START or self.highest > 2 * self.at

    def place(self, starts: str = "transcription starts") -> str:
        """Return in words where the profile is highest; `starts` is what starts are called."""
        if self.peak == 0:
            return f"at {starts}"
        side = ("after" if self.peak > 0 else "before") if self.stranded else "away from"
        return f"{abs(self.peak):,} bases {side} {starts}"
