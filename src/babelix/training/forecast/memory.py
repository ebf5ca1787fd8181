"""What an update takes of memory, found without making it: the loss and its gradients with tensors that hold nothing.

Every operator is gone through as in the update itself, and what it would hold is counted from when it is made to when
nothing refers to it.
"""

import copy
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from babelix.training.plan import Plan
from babelix.training.precision import products_in


def update_bytes(
    model: nn.Module, plan: Plan, loss: Callable[[nn.Module, torch.device], Tensor]
) -> int | None:
    """Return about how many bytes training takes at most in an update with the batch that `loss` is of.

    That is the weights, their gradients, what the optimiser and an average keep of each, and what the batch leaves
    until its gradients are there. `loss` is given a model and the device its tensors are to be on. None where an
    operator of the model has no form without numbers.
    """
    weights = sum(each.numel() * each.element_size() for each in model.parameters())
    kept = weights * (3 + (plan.average_decay is not None))
    try:
        return kept + _most_held(model, plan.precision, loss)
    except (NotImplementedError, RuntimeError, TypeError):
        return None


def _most_held(
    model: nn.Module, precision: torch.dtype, loss: Callable[[nn.Module, torch.device], Tensor]
) -> int:
    device, mode = torch.device("meta"), cast(AbstractContextManager[Any], nullcontext())
    if (
        precision != torch.float32
    ):  # what is cast on the way: that costs torch's compiler, half a second to import
        from torch._subclasses.fake_tensor import FakeTensorMode

        device, mode = torch.device("cpu"), FakeTensorMode(allow_non_fake_inputs=True)
    with mode:
        made: dict[int, Any] = {id(each): torch.empty_like(each, device=device) for each in model.buffers()}
        for each in model.parameters():
            made[id(each)] = nn.Parameter(torch.empty_like(each, device=device), each.requires_grad)
    shadow = copy.deepcopy(model, made).train()
    held = _Held()
    # The model's own random numbers are for its updates.
    with torch.random.fork_rng(devices=[]), mode, held, products_in(precision, torch.device("cpu")):
        loss(shadow, device).backward()  # type: ignore[no-untyped-call]
    return held.most


class _Held(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of what operators make, for as long as it is there."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now = self.most = 0
        self._sizes: dict[int, int] = {}

    def __torch_dispatch__(
        self, operator: Any, kinds: Any, values: Sequence[Any] = (), named: Mapping[str, Any] | None = None
    ) -> Any:
        made = operator(*values, **(named or {}))
        for each in tree_leaves(made):
            if isinstance(each, Tensor):
                self._count(each.untyped_storage())
        return made

    def _count(self, storage: torch.UntypedStorage) -> None:
        place = storage._cdata
        if place not in self._sizes:
            self._sizes[place] = storage.nbytes()
            self.now += storage.nbytes()
            self.most = max(self.most, self.now)
            weakref.finalize(storage, self._drop, place)

    def _drop(self, place: int) -> None:
        self.now -= self._sizes.pop(place, 0)
