"""Number formats and memory: what the hardware does well, asked when training starts and never at import."""

import contextlib
import ctypes
import platform
import sys
from pathlib import Path

import torch
from torch import Tensor

from babelix.base.errors import RequestError

PRECISIONS = ("auto", "float32", "bfloat16")


def resolve_precision(name: str, device: torch.device) -> torch.dtype:
    """Return the type of the matrix products: `auto` takes bfloat16 where the hardware has matrix units for it.

    Raises `RequestError` on an unknown name.
    """
    if name not in PRECISIONS:
        raise RequestError(f"unknown precision {name!r}; expected one of {', '.join(PRECISIONS)}")
    if name == "auto":
        return torch.bfloat16 if _has_bfloat16_units(device) else torch.float32
    return torch.bfloat16 if name == "bfloat16" else torch.float32


def _has_bfloat16_units(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device)[0] >= 8
    if device.type == "cpu" and platform.system() == "Linux":
        with contextlib.suppress(OSError):
            flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
            # With vectors alone, avx512_bf16, products of the same matrices take 1.2 to 2 times as long as in float32.
            return "amx_bf16" in flags
    return False


def products_in(dtype: torch.dtype | None, device: torch.device) -> torch.autocast:
    """Return the context in which matrix products run in `dtype`; float32, or None, leaves everything as it is."""
    dtype = torch.float32 if dtype is None else dtype
    return torch.autocast(device.type, dtype=dtype, enabled=dtype != torch.float32)


def product_type(x: Tensor) -> torch.dtype:
    """Return the type in which products of `x` run here: autocast's where there is one, else its own."""
    device = x.device.type
    cast = torch.amp.is_autocast_available(device) and torch.is_autocast_enabled(device)
    return torch.get_autocast_dtype(device) if cast else x.dtype


def keep_freed_memory() -> bool:
    """Ask glibc to reuse large freed blocks instead of giving them back to the kernel; return whether it agreed.

    A training step frees and takes the same gigabyte again and again, and on a CPU the page faults of taking it took
    half the time. The process keeps its peak memory from then on, so this is for training, never for import.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    trim_threshold, top_pad, mmap_max = -1, -2, -4
    return bool(mallopt(mmap_max, 0) and mallopt(trim_threshold, 2**31 - 1) and mallopt(top_pad, 256 << 20))
