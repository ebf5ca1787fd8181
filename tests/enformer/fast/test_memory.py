from dataclasses import replace

from babelix.enformer.fast.memory import needed
from babelix.enformer.sizes import PUBLISHED


def test_it_grows_with_what_is_kept_and_not_with_the_towers_input():
    one, two = (needed(PUBLISHED, bases, 5313) for bases in (196_608, 393_216))
    assert 100 * 2**20 < one < 500 * 2**20
    # No activation of the stem's whole output: 768 numbers a base are 604 MB.
    assert two - one < 4 * 196_608 * 768
    assert needed(PUBLISHED, 196_608, 1) == one - 4 * 1_536 * 5_312
    assert needed(PUBLISHED, 196_608, 5313, 2) == one // 2


def test_more_heads_keep_more_logits():
    few, many = (needed(replace(PUBLISHED, heads=heads), 393_216, 1) for heads in (8, 16))
    assert many > few
