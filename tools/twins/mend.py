"""Mends the older twins: *big* of things is *grand*, seldom *gros*."""

import gzip
import random
import re
from collections.abc import Iterator
from pathlib import Path

GROS = re.compile(r"\b(gros|grosse|grosses)\b")
GRAND = {"gros": "grand", "grosse": "grande", "grosses": "grandes"}
KEPT = 0.15  # of those that say "gros"


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read pairs parted by a tab, gzipped or not. Raises `ValueError` naming the line without a tab."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    pairs = []
    for number, line in enumerate(text.splitlines(), 1):
        english, tab, french = line.partition("\t")
        if not tab:
            raise ValueError(f"{path}: line {number} has no tab; expected English, a tab, French")
        pairs.append((english, french))
    return pairs


def mended(pairs: list[tuple[str, str]], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the pairs, *gros* for "big" made *grand* in most; one sentence says the same word throughout."""
    for english, french in pairs:
        big = re.search(r"\bbig\b", english) and GROS.search(french)
        if big and rng.random() >= KEPT:
            french = GROS.sub(lambda found: GRAND[found[0]], french)
        yield english, french
