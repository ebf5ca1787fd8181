import numpy as np
import pytest
from matplotlib.colors import to_hex

from babelix.inspection.attention_map import AttentionMap
from babelix.views.attention.lines import draw_word
from babelix.views.drawing import HEAD_COLOURS, canvas

WORDS = ("it", "was", "tired")


@pytest.fixture
def axis():
    return canvas(4, 3).add_subplot()


def attention(weights, **changes):
    return AttentionMap(np.array(weights, dtype=np.float32), WORDS, WORDS, "encoder", **changes)


def test_a_line_to_every_key_grows_opaque_with_the_root_of_its_weight(axis):
    row = [0.64, 0.36, 0.0]
    rows = [[1, 0, 0], row, [0, 0, 1]]
    draw_word(axis, attention([[rows]]), 1, 3)
    assert [line.get_alpha() for line in axis.lines] == pytest.approx([0.8, 0.6])  # nothing to "tired"
    assert [(line.get_ydata()[0], line.get_ydata()[-1]) for line in axis.lines] == [(1, 0), (1, 1)]
    middle = axis.lines[0].get_ydata()[16]
    assert middle == pytest.approx(0.5)  # 1 + (0 - 1) (3 x^2 - 2 x^3) at x = 1/2


def test_a_weight_that_could_not_be_seen_is_left_out(axis):
    draw_word(axis, attention([[[[0.9951, 0.0049, 0.0], [0, 1, 0], [0, 0, 1]]]]), 0, 3)
    assert len(axis.lines) == 1


def test_every_head_has_its_colour_path_and_square(axis):
    flat = np.full((1, 13, 3, 3), 1 / 3)
    draw_word(axis, attention(flat), 0, 3)
    colours = [to_hex(line.get_color()) for line in axis.lines[::3]]
    assert colours == [*HEAD_COLOURS, HEAD_COLOURS[0]]
    starts = [line.get_ydata()[0] for line in axis.lines[::3]]
    # Half a strand from the edges of 0.6 of a row.
    assert starts == pytest.approx([0.6 * ((head + 0.5) / 13 - 0.5) for head in range(13)])
    squares = axis.patches[1:]
    assert [square.get_x() for square in squares[::3]] == pytest.approx([1.44 + 0.055 * h for h in range(13)])
    assert [square.get_y() for square in squares[:3]] == pytest.approx([-0.36, 0.64, 1.64])


def test_the_chosen_word_is_marked_and_heads_are_numbered(axis):
    draw_word(axis, attention(np.full((1, 2, 3, 3), 1 / 3), head_numbers=(4, 7)), 2, 3)
    assert axis.patches[0].get_y() == pytest.approx(1.55)
    said = [text.get_text() for text in axis.texts]
    assert said == [*WORDS, *WORDS, "4", "7"]
    assert [text.get_weight() for text in axis.texts[:3]] == ["normal", "normal", "bold"]


def test_numbers_of_many_heads_stand_above_every_second(axis):
    draw_word(axis, attention(np.full((1, 11, 3, 3), 1 / 3)), 0, 3)
    assert [text.get_text() for text in axis.texts[6:]] == ["0", "2", "4", "6", "8", "10"]
