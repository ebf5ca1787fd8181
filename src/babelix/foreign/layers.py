"""Which layer of a model an attention tensor came from, seen while the model runs.

The library returns one tensor for each attention that was computed and nothing for a layer without (a convolution, a
recurrence, a state space), so a tensor's place among the others is no layer number. Where it came about is: inside the
n-th module of the list that holds the model's layers.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from torch import Tensor, nn

_KINDS = ("layer_types", "layers_block_type")
_ATTENDING = re.compile("(?!.*linear)(.*attention|hybrid)")


@dataclass(frozen=True)
class LayerNumbers:
    """The model's own number of each attention tensor, from 0, and how many layers the list has that holds them.

    `known` is False where a tensor came from no list of layers; the numbers then only count the tensors.
    """

    numbers: tuple[int, ...]
    of: int
    known: bool = True
    modules: tuple[str, ...] = ()
    """The class of the module that made each tensor, "" where none was seen."""

    def without(self) -> tuple[int, ...]:
        """Return the layers that gave no attention."""
        return tuple(sorted(set(range(self.of)) - set(self.numbers))) if self.known else ()

    def only(self, kept: Sequence[int]) -> "LayerNumbers":
        """Return what is known of some of the tensors, by their places."""
        modules = tuple(self.modules[place] for place in kept) if self.modules else ()
        return replace(self, numbers=tuple(self.numbers[place] for place in kept), modules=modules)


@dataclass(frozen=True)
class _Origin:
    """Where a tensor came about: the list of layers and the number in it, and the class of the module."""

    tensor: Tensor  # kept, so that its id stays its own
    layer: tuple[str, int] | None
    module: str


@dataclass
class Trace:
    """What was seen of one call: where each tensor came about; `lengths` of the lists of layers."""

    lengths: dict[str, int]
    _inside: list[tuple[str, int]] = field(default_factory=list)
    _seen: dict[int, _Origin] = field(default_factory=dict)

    def numbers(self, found: Sequence[Tensor | None], settings: Any = None) -> LayerNumbers:
        """Return the layer numbers of what the model returned; a None among it stands for a layer without attention.

        `settings` are the model's configuration, asked where the tensors were made anew after their layers.
        """
        kept = [place for place, one in enumerate(found) if one is not None]
        origins = [self._seen.get(id(found[place])) for place in kept]
        modules = tuple(one.module if one else "" for one in origins)
        layers = [one.layer for one in origins if one is not None and one.layer is not None]
        lists, numbers = {name for name, _ in layers}, tuple(number for _, number in layers)
        if len(layers) == len(kept) and len(lists) == 1 and len(set(numbers)) == len(numbers):
            return LayerNumbers(numbers, self.lengths[lists.pop()], modules=modules)
        # A model that uses one module for all its layers, or gives None for those without, counts them itself.
        shared = len(layers) == len(kept) and len(set(layers)) == 1
        if shared or len(kept) < len(found):
            return LayerNumbers(tuple(kept), len(found), modules=modules)
        told = _told(settings, len(kept))
        if told is not None:
            return LayerNumbers(*told, modules=modules)
        return LayerNumbers(tuple(range(len(kept))), len(kept), known=False, modules=modules)

    def _enter(self, place: tuple[str, int]) -> Any:
        def hook(*_: Any) -> None:
            self._inside.append(place)

        return hook

    def _leave(self, *_: Any) -> None:
        with suppress(IndexError):  # a call that was cut off before it entered
            self._inside.pop()

    def _note(self, module: nn.Module, arguments: Any, output: Any) -> None:
        for one in output if isinstance(output, tuple | list) else (output,):
            if isinstance(one, Tensor) and one.ndim == 4 and id(one) not in self._seen:
                layer = self._inside[0] if self._inside else None
                self._seen[id(one)] = _Origin(one, layer, type(module).__name__)


def _told(settings: Any, count: int) -> tuple[tuple[int, ...], int] | None:
    """Return the numbers, and of how many, as a configuration tells them; None when they are not `count`."""
    if settings is None:
        return None
    kinds = next((found for key in _KINDS if (found := getattr(settings, key, None))), None)
    of = len(kinds) if kinds else getattr(settings, "num_hidden_layers", None)
    attending = getattr(settings, "full_attn_idxs", None)
    if kinds:
        attending = [number for number, kind in enumerate(kinds) if _ATTENDING.match(kind)]
    elif attending is None and isinstance(of, int):
        attending = range(of)
    fits = isinstance(of, int) and attending is not None and len(attending) == count
    return (tuple(attending), of) if fits and attending is not None and isinstance(of, int) else None


@contextmanager
def traced(model: nn.Module) -> Iterator[Trace]:
    """Watch `model` while the block runs; it is as it was afterwards."""
    lists = {name: one for name, one in model.named_modules() if isinstance(one, nn.ModuleList)}
    trace = Trace({name: len(one) for name, one in lists.items()})
    handles = []
    try:
        for name, one in lists.items():
            for number, layer in enumerate(one):
                handles.append(layer.register_forward_pre_hook(trace._enter((name, number))))
        for module in model.modules():
            handles.append(module.register_forward_hook(trace._note))
        for one in lists.values():
            for layer in one:
                handles.append(layer.register_forward_hook(trace._leave))
        yield trace
    finally:
        for handle in handles:
            handle.remove()


def listed(numbers: Sequence[int]) -> str:
    """Return numbers as a reader lists them: ``0, 2 to 5 and 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
