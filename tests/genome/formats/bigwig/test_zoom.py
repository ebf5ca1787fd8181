import numpy as np

from babelix.genome.formats.bigwig.zoom import PER_BLOCK, Level, added_up, of_bins


def records(chrom, starts, bin, values):
    starts = np.array(starts, np.int64)
    return of_bins(chrom, starts, starts + bin, np.array(values, np.float64))


def test_bins_that_begin_in_one_stretch_are_added_up():
    found = added_up(
        np.concatenate([records(0, [6, 10, 14, 18], 4, [1, 5, 3, 2]), records(1, [18], 4, [7])]), 8
    )
    assert found.tolist() == [
        (0, 6, 10, 4, 1, 1, 4, 4),
        (0, 10, 18, 8, 3, 5, 32, 136),
        (0, 18, 22, 4, 2, 2, 8, 16),
        (1, 18, 22, 4, 7, 7, 28, 196),
    ]


def test_levels_are_the_same_however_the_bins_come():
    values = np.random.default_rng(0).random(5_003)
    levels = []
    for step in (1_000, 7, 5_003):
        blocks = ([], [])
        above = Level(64, blocks[1].append, None)
        level = Level(4, blocks[0].append, above)
        for at in range(0, 5_003, step):
            part = values[at : at + step]
            level.add(records(0, range(at, at + len(part)), 1, part))
        level.add(records(1, [0], 1, [9.0]))
        level.finish()
        assert [len(block) for block in blocks[0]] == [PER_BLOCK, 1251 - PER_BLOCK, 1]
        levels.append([np.concatenate(each) for each in blocks])
    for found in levels:
        assert np.allclose(found[0]["sum"][:1250], values[:5_000].reshape(-1, 4).sum(1))
        assert (found[1]["start"][:3].tolist(), found[1]["max"][-1]) == ([0, 64, 128], 9.0)
        assert np.allclose(found[1]["sum"][:78], values[:4_992].reshape(-1, 64).sum(1))
