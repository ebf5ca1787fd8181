"""Where a model is to run, and on how many threads: chosen round a piece of work, and known without torch.

To import torch takes longer than to translate a sentence, so it is not asked what the machine itself can tell.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean

DEVICES = ("auto", "cpu", "cuda")
# More than any machine has cores; the system may not give them.
MOST_THREADS = 1024
# What the drivers that torch's CUDA devices need leave there: NVIDIA's, on cards and on boards, AMD's, Windows' below.
_DRIVERS = ("nvidiactl", "nvidia[0-9]*", "nvhost*", "nvgpu*", "nvmap", "kfd", "dxg")


class _Threads:
    """So many threads of torch, from when it computes with them until they are given back."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._before: int | None = None

    def take(self) -> None:
        if self._before is None:
            import torch

            self._before = torch.get_num_threads()
            torch.set_num_threads(self._number)

    def give_back(self) -> None:
        if self._before is not None:
            import torch

            torch.set_num_threads(self._before)


_asked: ContextVar[str] = ContextVar("device", default="auto")
_threads: ContextVar[_Threads | None] = ContextVar("threads", default=None)


@contextmanager
@checked
def computing(*, device: str = "auto", threads: int | None = None, later: bool = False) -> Iterator[None]:
    """Put what is loaded in the block on `device`, and compute it on so many CPU threads; both are as before after it.

    `auto` is the CUDA device when there is one, else the CPU. A block that may not need torch sets its threads `later`,
    by `settle`. Raises `RequestError` when there is no such device or no such number.
    """
    check_device(device)
    if threads is not None and not 1 <= threads <= MOST_THREADS:
        raise RequestError(
            f"`threads` {threads}: expected a number from 1 to {MOST_THREADS}, as many as cores or fewer",
            setting="threads",
        )
    own = None if threads is None else _Threads(threads)
    if own is not None and (not later or "torch" in sys.modules):
        own.take()
    where, counted = _asked.set(device), _threads.set(own or _threads.get())
    try:
        yield
    finally:
        _asked.reset(where)
        _threads.reset(counted)
        if own is not None:
            own.give_back()


def settle() -> None:
    """Have torch compute on the threads asked for: whoever imports it late begins with this."""
    asked = _threads.get()
    if asked is not None:
        asked.take()


def check_device(name: str) -> None:
    """Raise `RequestError` when `name` is no device that this machine has."""
    if name not in DEVICES:
        raise RequestError(
            f"`device` {name!r}: expected one of {', '.join(DEVICES)}{did_you_mean(name, DEVICES)}",
            setting="device",
        )
    if name == "cuda" and not has_cuda():
        raise RequestError(
            "`device` 'cuda': torch finds no CUDA device here; leave `device` out to compute on the CPU",
            setting="device",
        )


def on_processor() -> bool:
    """Tell whether what is loaded now is put on the processor: it was asked for, or there is no CUDA device."""
    return _asked.get() == "cpu" or not has_cuda()


def has_cuda() -> bool:
    """Tell whether torch finds a CUDA device, which it is asked where a driver's files are, or it is there already."""
    if "torch" not in sys.modules and not may_have_cuda():
        return False
    import torch

    return bool(torch.cuda.is_available())


def may_have_cuda(devices: Path = Path("/dev")) -> bool:
    """Tell whether torch could find a CUDA device: never on Linux without a driver's files, or where all are hidden."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False
    return sys.platform != "linux" or any(True for kind in _DRIVERS for _ in devices.glob(kind))
