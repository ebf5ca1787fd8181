"""A Transformer as the source of a program's weights: made ready again where they have changed."""

import torch

from babelix.transformer.compiled.named import Named
from babelix.transformer.model import Transformer
from babelix.transformer.rounding import is_rounded, is_watched


class Live:
    """A model as it is now."""

    def __init__(self, model: Transformer) -> None:
        self._model = model

    @property
    def can_run(self) -> bool:
        """Tell whether the model is one for the program: on a processor, in float32, with no hook that looks on."""
        weight = self._model.E.weight
        return weight.device.type == "cpu" and weight.dtype == torch.float32 and not is_watched(self._model)

    @property
    def version(self) -> object:
        """Where each weight lies, and how often it was written."""
        return [(each.data_ptr(), each._version) for each in self._model.parameters()]

    def named(self) -> Named:
        """Return the weights as they are now, not copied."""
        attention = self._model.decoder[0].get_submodule("attention")
        weights = {name: each.detach().float().numpy() for name, each in self._model.named_parameters()}
        words = self._model.words
        numbers = None if words is None else words.numbers
        return Named(int(attention.heads), weights, is_rounded(self._model), numbers)  # type: ignore[arg-type]
