"""Processes that torchrun started, joined: each takes a part of every batch, and all make the same update.

The loss of an update is a sum over all target tokens divided by their number, whoever computed them: gradients are
added up over the processes, not averaged, and divided once by the tokens of all
(decisions/translation/several-processes-make-one-update).
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.distributed_c10d import PrefixStore

from babelix.base.errors import BabelixError, TaskError
from babelix.base.progress import Listener, silent
from babelix.base.ranks import Rank
from babelix.base.seeds import derive
from babelix.training.device import best_device
from babelix.training.ranks.alone import ALONE, TOGETHER, LostError, Ranks, together
from babelix.training.ranks.meeting import meet

T = TypeVar("T")
# A process that ends is noticed at once; one that is silent for so long counts as ended.
_SILENCE = timedelta(hours=1)
# Gradients travel together: few messages, and little memory beside the gradients themselves.
_BUCKET = 8 << 20


class Group(Ranks):
    """Processes that torchrun started, joined by torch: gloo carries what lies on the CPU, NCCL what is on a GPU."""

    def __init__(self, rank: Rank, listener: Listener = silent) -> None:
        super().__init__(rank)
        self.ending = False
        self._store = meet(rank, os.environ, listener)
        cuda = best_device().type == "cuda"
        if cuda:
            torch.cuda.set_device(rank.local)
        dist.init_process_group(
            "cpu:gloo,cuda:nccl" if cuda else "gloo",
            store=PrefixStore("training", self._store),
            rank=rank.number,
            world_size=rank.of,
            timeout=_SILENCE,
        )

    def add_up(self, parameters: Iterable[nn.Parameter]) -> None:
        """Add up gradients over all processes, a bucket at a time."""
        for bucket in buckets(parameters):
            for parameter in bucket:
                if parameter.grad is None:  # no part of the batch was this process's
                    parameter.grad = torch.zeros_like(parameter)
            gradients = [parameter.grad for parameter in bucket if parameter.grad is not None]
            flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
            with self._noticing():
                dist.all_reduce(flat)
            for gradient, total in zip(
                gradients, torch.split(flat, [g.numel() for g in gradients]), strict=True
            ):
                gradient.copy_(total.view(gradient.shape))

    def sums(self, *values: float) -> list[float]:
        """Return the sums over all processes, by gloo, so that no GPU is waited for."""
        totals = torch.tensor(values, dtype=torch.float64)
        with self._noticing():
            dist.all_reduce(totals)
        return [float(total) for total in totals]

    def from_first(self, make: Callable[[], T]) -> T:
        """Return what the first process makes and sends."""
        box: list[Any] = [make() if self.rank.first else None]
        with self._noticing():
            dist.broadcast_object_list(box, src=0)
        made: T = box[0]
        return made

    def wait(self) -> None:
        """Return once every process has come so far."""
        self.sums(0.0)  # of no values nothing would be sent

    def agree(self, what: Callable[[], Mapping[str, str]]) -> None:
        """Raise `TaskError` where this process has another text than the first."""
        own, expected = what(), self.from_first(what)
        for name, text in own.items():
            if text != expected[name]:
                raise TaskError(
                    f"process {self.rank.number} of {self.rank.of} has other {name} than process 0; start them all "
                    "with one recipe, on the same files and versions"
                )

    def draw_for(self, seed: int, step: int) -> None:
        """Begin the random numbers of an update, other ones in every process."""
        torch.manual_seed(derive(seed, "update", step, self.rank.number))

    def speaks(self) -> bool:
        """Tell whether no other process has begun to say why the training ended."""
        try:
            return bool(self._store.add("said", 1) == 1)
        except RuntimeError:  # what kept it has ended too
            return True

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:
            if not isinstance(error, dist.DistError) and "gloo" not in str(error):
                raise
            self.ending = True
            raise LostError(
                f"another of the {self.rank.of} processes that train together ended or is out of reach"
            ) from error

    def end_at(self, number: int, frame: FrameType | None) -> None:
        """Stop when asked to, unless this process is about to say why it ends: torchrun asks all once one has ended."""
        if not self.ending:
            raise TaskError(f"stopped by {signal.Signals(number).name}")


def buckets(parameters: Iterable[nn.Parameter]) -> Iterator[list[nn.Parameter]]:
    """Yield the parameters in order, as many at a time as travel together."""
    bucket: list[nn.Parameter] = []
    for parameter in parameters:
        if bucket and sum(each.numel() for each in bucket) + parameter.numel() > _BUCKET:
            yield bucket
            bucket = []
        bucket.append(parameter)
    if bucket:
        yield bucket


@contextmanager
def joined(rank: Rank, listener: Listener = silent) -> Iterator[Ranks]:
    """Join the processes of which this is `rank` for as long as the block lasts; within such a block it stays as it is.

    The listener is told of processes that are waited for. Of an error that ends several processes one speaks: the error
    of the others is `said`.
    """
    if rank.of == 1 or together() is not ALONE:
        yield together()
        return
    group = Group(rank, listener)
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, group.end_at) if main else None
    token = TOGETHER.set(group)
    try:
        yield group
        if main:
            signal.signal(signal.SIGTERM, before)
    except BabelixError as error:
        group.ending = True
        error.said = not group.speaks()
        raise
    finally:
        TOGETHER.reset(token)
        dist.destroy_process_group()
