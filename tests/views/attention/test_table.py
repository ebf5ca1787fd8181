import numpy as np
import pytest

from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.choice import Attended, Choice, Line
from babelix.views.attention.table import table_lines

LABELS = ("a", " b")


def text(title: str = "a b") -> AttentionSet:
    return AttentionSet((AttentionMap(np.full((1, 1, 2, 2), 0.5), LABELS, LABELS, "encoder"),), title)


MOST = (Attended("a", 0, 0.746), Attended(" b", 1, 0.254))


def test_a_line_for_each_layer_of_a_word() -> None:
    lines = [Line(9, "b", 1, MOST), Line(10, "b", 1, MOST[1:])]
    assert table_lines(text(), lines, Choice("encoder", rows=(range(1, 2),))) == [
        "a b",
        "encoder attention, what 'b' attends to, all heads averaged",
        "  layer 9   a              0.75  b              0.25",
        "  layer 10  b              0.25",
    ]


def test_a_line_for_each_row_of_a_layer() -> None:
    lines = [Line(3, "a", 0, MOST), Line(3, "long", 1, ())]
    assert table_lines(text(), lines, Choice("encoder", 3, 1)) == [
        "a b",
        "encoder attention, layer 3, head 1",
        "  a     a              0.75  b              0.25",
        "  long",
    ]


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("\x1b[31m", r"'\x1b[31m'"),
        (" ", "' '"),
        ("", "''"),
        ("\n", r"'\n'"),
        (" abcdefghijklmnop", "abcdefghijklmn"),
    ],
)
def test_what_is_invisible_is_quoted_and_what_is_long_is_cut(token: str, shown: str) -> None:
    (*_, line) = table_lines(text(), [Line(0, "a", 0, (Attended(token, 0, 1.0),))], Choice("encoder", 0))
    assert line == f"  a  {shown:14} 1.00"


def test_a_title_cannot_steer_the_terminal() -> None:
    assert table_lines(text("a\x1b b"), [Line(0, "a", 0, MOST)], Choice("encoder", 0))[0] == r"'a\x1b b'"
