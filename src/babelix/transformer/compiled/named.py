"""A Transformer's weights by the names of its parameters, in numpy's arrays: what the program is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from babelix.training.stored import Floats, Weight, in_floats
from babelix.transformer.parameters import EMBEDDING, POSITIONS, READ, VECTORS
from babelix.transformer.words import Numbers


@dataclass(frozen=True)
class Named:
    """The weights, packed or not, and what no weight tells: how many heads share them, whether the rows that meet them
    are rounded (`transformer.rounding`), and which words stand where, if it reads vectors of words."""

    heads: int
    weights: Mapping[str, Weight]
    rounded: bool = False
    numbers: Numbers | None = None

    @property
    def vocabulary(self) -> int:
        """The number of tokens."""
        return int(self.weights[EMBEDDING].shape[0])

    @property
    def d_model(self) -> int:
        """The model's width."""
        return int(self.weights[EMBEDDING].shape[1])

    @property
    def learned(self) -> Weight | None:
        """The learned positions; None for sinusoids."""
        return self.weights.get(POSITIONS)

    def words(self) -> tuple[Floats, Floats] | None:
        """Return the vectors of words and how they are read; None where they are not."""
        if self.numbers is None:
            return None
        return in_floats(self.weights[VECTORS]), in_floats(self.weights[READ])

    @property
    def d_ff(self) -> int:
        """The width inside the feed-forward networks."""
        return int(self.weights["decoder.0.feed_forward.W_1.weight"].shape[0])

    @property
    def pre_norm(self) -> bool:
        """Tell whether sub-layers read what was normalised."""
        return "decoder_norm.weight" in self.weights

    @property
    def stacks(self) -> list[tuple[str, int]]:
        """Encoder and decoder with the number of their layers."""
        return [(name, self._layers(name)) for name in ("encoder", "decoder")]

    def _layers(self, stack: str) -> int:
        begin = f"{stack}."
        return len({name.split(".")[1] for name in self.weights if name.startswith(begin)})


@runtime_checkable
class Source(Protocol):
    """Where a program's weights come from: a file that was read, a model that may change."""

    @property
    def can_run(self) -> bool:
        """Tell whether the program does what the model would do."""
        ...

    @property
    def version(self) -> object:
        """What is another one where the weights have changed."""
        ...

    def named(self) -> Named:
        """Return the weights as they are now."""
        ...
