"""Where a model runs, and on how many threads: chosen round a piece of work, asked where a model is put."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.memory import free_memory

DEVICES = ("auto", "cpu", "cuda")
# More than any machine has cores; the system may not give them.
MOST_THREADS = 1024
_asked: ContextVar[str] = ContextVar("device", default="auto")


@contextmanager
@checked
def computing(*, device: str = "auto", threads: int | None = None) -> Iterator[None]:
    """Put what is loaded in the block on `device`, and compute it on so many CPU threads; both are as before after it.

    `auto` is the CUDA device when there is one, else the CPU. Raises `RequestError` when there is no such device or no
    such number.
    """
    check_device(device)
    if threads is not None and not 1 <= threads <= MOST_THREADS:
        raise RequestError(
            f"`threads` {threads}: expected a number from 1 to {MOST_THREADS}, as many as cores or fewer",
            setting="threads",
        )
    before, token = torch.get_num_threads(), _asked.set(device)
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        _asked.reset(token)
        if threads is not None:
            torch.set_num_threads(before)


@contextmanager
def undisturbed(threads: int | None = None) -> Iterator[None]:
    """Compute the block on so many CPU threads and with torch's random numbers its own: both are as before after it."""
    before = torch.get_num_threads()
    with torch.random.fork_rng(devices=[torch.cuda.current_device()] if torch.cuda.is_available() else []):
        if threads is not None:
            torch.set_num_threads(threads)
        try:
            yield
        finally:
            if threads is not None:
                torch.set_num_threads(before)


def check_device(name: str) -> None:
    """Raise `RequestError` when `name` is no device that this machine has."""
    if name not in DEVICES:
        raise RequestError(
            f"`device` {name!r}: expected one of {', '.join(DEVICES)}{did_you_mean(name, DEVICES)}",
            setting="device",
        )
    if name == "cuda" and not torch.cuda.is_available():
        raise RequestError(
            "`device` 'cuda': torch finds no CUDA device here; leave `device` out to compute on the CPU",
            setting="device",
        )


def best_device() -> torch.device:
    """Return the device asked for, or unless one was the CUDA device when there is one, else the CPU."""
    name = _asked.get()
    if name == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    # cuDNN plans its attention anew for every shape it has not met, and each batch has shapes of its own.
    torch.backends.cuda.enable_cudnn_sdp(False)
    return torch.device("cuda")


def name_of(device: torch.device) -> str:
    """Return what a device is called: the GPU's own name, or CPU."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"


def free_on(device: torch.device) -> int | None:
    """Return the bytes that can still be had on a device; None where nothing says."""
    if device.type != "cuda":
        return free_memory()
    kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)  # by torch, unused
    return torch.cuda.mem_get_info(device)[0] + kept
