"""Seeds: one number per run, one independent stream per purpose."""

import hashlib

import numpy as np


def derive(seed: int, *names: str | int) -> int:
    """Return a 63-bit seed that depends on `seed` and every one of `names`, the same on every machine.

    Two purposes with different names get unrelated streams, so drawing more numbers for one never shifts the other.
    """
    text = "\x1f".join([str(seed), *map(str, names)])
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") >> 1


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """Return numpy's generator seeded by `derive`."""
    return np.random.default_rng(derive(seed, *names))
