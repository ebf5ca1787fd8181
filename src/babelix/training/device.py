"""The device that a model is put on, which `training.machine` chose, and what of it is free."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from babelix.base.memory import free_memory
from babelix.training.machine import on_processor


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


def best_device() -> torch.device:
    """Return the device asked for, or unless one was the CUDA device when there is one, else the CPU."""
    if on_processor():
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
