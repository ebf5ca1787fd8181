import numpy as np

from babelix.text.keep.layout import lay_out
from babelix.text.keep.placing import Attention, Placer
from babelix.text.keep.plan import Loose

# "a b c" -> "A B C.", word by word, the stop with the last.
PLACER = Placer(
    "a b c",
    "A B C.",
    Attention(
        np.eye(4, 3) + np.eye(4, 3, -1) * [0, 0, 1],
        [(0, 1), (2, 3), (4, 5)],
        [(0, 1), (2, 3), (4, 5), (5, 6)],
    ),
)


def laid(*loose: Loose) -> str:
    text, end = "", 0
    for start, stop, new in lay_out(loose, PLACER, "A B C."):
        text += "A B C."[end:start] + new
        end = stop
    return text + "A B C."[end:]


def test_a_pair_touches_its_words_and_nests() -> None:
    assert laid(Loose(2, "<b>", True, False, 1), Loose(3, "</b>", False, True)) == "A <b>B</b> C."
    nested = (
        Loose(0, "<p>", False, False, 3),
        Loose(2, "<b>", True, False, 2),
        Loose(3, "</b>", False, True),
        Loose(3, "</p>", False, True),
    )
    assert laid(*nested) == "<p>A <b>B</b></p> C."


def test_a_single_keeps_its_spaces() -> None:
    assert laid(Loose(3, "*", True, True)) == "A B * C."
    assert laid(Loose(3, "*", False, True)) == "A B* C."
    assert laid(Loose(3, "*", False, False)) == "A B*C."
    assert laid(Loose(3, "*", True, False), Loose(3, "+", False, True)) == "A B *+ C."


def test_an_empty_pair_stays_together() -> None:
    assert laid(Loose(1, "<a>", True, False, 1), Loose(1, "</a>", False, True)) == "A <a></a> B C."
