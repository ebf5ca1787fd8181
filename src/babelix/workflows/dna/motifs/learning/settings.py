"""What the motif task is told."""

from pydantic import Field

from babelix.base.settings import Settings


class SitesSettings(Settings):
    """The task: the same for every net."""

    sequences: str | None = None
    """Sites trained on, a factor after each; the data set tf-sequences unless given."""
    test: str | None = None
    """Sites tested on, likewise."""
    epochs: int = Field(30, gt=0)
    """How often every site is read."""
    batch: int = Field(50, gt=0)
    """Sites of one update."""
    rates: list[float] = [0.003, 0.01]
    """Highest learning rates of Adam that are tried, a training each; sites held out choose."""
    seeds: list[int] = [1, 2, 3]
    """Seeds: rates are tried with the first, and the chosen one trains with the others, too."""
    hold_out: float = Field(0.1, gt=0, lt=0.5)
    """Share of the sites trained on that is held out to choose among rates and epochs."""
