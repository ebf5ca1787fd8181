"""The two search trees of a BigWig file, as bytes: contigs by name, and blocks by place.

Kent et al. 2010, "BigWig and BigBed: enabling browsing of large distributed datasets", supplementary tables 5 to 17.
Numbers are written least byte first.
"""

import struct
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_NAMES_MAGIC, _PLACES_MAGIC = 0x78CA8C91, 0x2468ACE0
_SLOTS = 256
_NODE = struct.Struct("<BxH")
_LEAF = np.dtype([("place", "<u4", 4), ("offset", "<u8"), ("size", "<u8")])
_INNER = np.dtype([("place", "<u4", 4), ("offset", "<u8")])


def name_tree(lengths: Mapping[str, int], offset: int) -> bytes:
    """Return the tree that finds number and length of a contig by its name, to stand at `offset` of the file."""
    width = max((len(name.encode()) for name in lengths), default=1)
    numbers = {name: number for number, name in enumerate(lengths)}
    leaf = struct.Struct(f"<{width}sII")
    inner = struct.Struct(f"<{width}sQ")
    names = sorted(lengths, key=str.encode)
    items = [(name.encode(), leaf.pack(name.encode(), numbers[name], lengths[name])) for name in names]
    levels = [[items[at : at + _SLOTS] for at in range(0, len(items), _SLOTS)]]
    while len(levels[0]) > 1:  # each inner item takes the place of a node below it; which, is filled in below
        heads = [(node[0][0], b"") for node in levels[0]]
        levels.insert(0, [heads[at : at + _SLOTS] for at in range(0, len(heads), _SLOTS)])
    size = _NODE.size + _SLOTS * leaf.size
    head = struct.pack("<IIIIQQ", _NAMES_MAGIC, _SLOTS, width, 8, len(items), 0)
    found, below = [head], offset + len(head)
    for number, level in enumerate(levels):
        below += len(level) * size
        child, is_leaf = below, number == len(levels) - 1
        for node in level:
            packed = [
                item if is_leaf else inner.pack(key, child + at * size) for at, (key, item) in enumerate(node)
            ]
            child += len(node) * size
            found.append((_NODE.pack(is_leaf, len(node)) + b"".join(packed)).ljust(size, b"\0"))
    return b"".join(found)


class Blocks:
    """Blocks of a file in order: each the bases of a contig that it holds, where it begins, how many bytes it takes."""

    def __init__(self) -> None:
        self._numbers = array("Q")

    def __len__(self) -> int:
        return len(self._numbers) // 5

    def add(self, chrom: int, start: int, end: int, offset: int, size: int) -> None:
        """Append a block."""
        self._numbers.extend((chrom, start, end, offset, size))

    def table(self) -> NDArray[np.uint64]:
        """Return them (blocks, 5): contig, start, end, offset, size."""
        return np.frombuffer(self._numbers, np.uint64).reshape(-1, 5)

    def moved(self, by: int) -> None:
        """Put all offsets so many bytes further."""
        self.table()[:, 3] += np.uint64(by)


def place_tree(blocks: Blocks, offset: int, end: int, per_block: int) -> bytes:
    """Return the tree that finds blocks by place, to stand at `offset`; `end` is where the blocks end."""
    table = blocks.table()
    rows = np.zeros(len(table), _LEAF)
    rows["place"] = table[:, [0, 1, 0, 2]]
    rows["offset"], rows["size"] = table[:, 3], table[:, 4]
    levels = [rows]
    while len(levels[0]) > _SLOTS:
        levels.insert(0, _above(levels[0]))
    whole = _around(rows["place"]) if len(rows) else [0, 0, 0, 0]
    head = struct.pack("<IIQ4IQII", _PLACES_MAGIC, _SLOTS, len(rows), *whole, end, per_block, 0)
    found, below = [head], offset + len(head)
    for number, level in enumerate(levels):
        below += level.nbytes + -(-max(len(level), 1) // _SLOTS) * _NODE.size
        if number < len(levels) - 1:  # each item of this level stands for a node of the next one
            sizes = [
                len(node) * levels[number + 1].itemsize + _NODE.size for node in _nodes(levels[number + 1])
            ]
            level["offset"] = below + np.concatenate([[0], np.cumsum(sizes)[:-1]])
        for node in _nodes(level):
            found.append(_NODE.pack(number == len(levels) - 1, len(node)) + node.tobytes())
    return b"".join(found)


def _nodes(level: NDArray[np.void]) -> list[NDArray[np.void]]:
    return [level[at : at + _SLOTS] for at in range(0, max(len(level), 1), _SLOTS)]


def _above(level: NDArray[np.void]) -> NDArray[np.void]:
    nodes = _nodes(level)
    found = np.zeros(len(nodes), _INNER)
    found["place"] = [_around(node["place"]) for node in nodes]
    return found


def _around(places: NDArray[np.uint32]) -> list[int]:
    """Return first contig and base, last contig and base of places in order."""
    last = places[-1, 2]
    return [*places[0, :2].tolist(), int(last), int(places[places[:, 2] == last, 3].max())]
