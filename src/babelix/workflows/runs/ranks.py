"""The processes that torchrun started for one training; one that it did not start is alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.base.ranks import Rank, rank_in

_PLACE = ("MASTER_ADDR", "MASTER_PORT")


@contextmanager
def joined(listener: Listener = silent) -> Iterator[Rank]:
    """Train together with the other processes of torchrun for as long as the block lasts; yield which of them this is.

    The listener is told of processes that are waited for. Of an error that ends several one speaks. Raises
    `RequestError` where RANK and WORLD_SIZE contradict each other.
    """
    rank = rank_in(os.environ, ", or start all processes by torchrun")
    if rank.of == 1:
        yield rank
        return
    if missing := [name for name in _PLACE if name not in os.environ]:
        raise RequestError(
            f"RANK {rank.number} of WORLD_SIZE {rank.of} without {' and '.join(missing)}: expected what torchrun sets; "
            "start all processes by torchrun, or unset RANK and WORLD_SIZE"
        )
    from babelix.training.ranks.group import joined as join

    with join(rank, listener):
        yield rank
