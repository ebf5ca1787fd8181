import re

import pytest

from babelix.base.errors import RequestError
from babelix.trees.penn import read_trees
from babelix.views.parsing.tree import write_trees


def tree(text):
    (placed,) = read_trees([text], "here")
    return placed.tree


def places(svg):
    """Where each text stands: x and y."""
    found = re.findall(r'<text [^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    return {text: (float(x), round(float(y), 1)) for x, y, text in found}


def test_labels_stand_over_what_they_hold_and_words_in_a_row(tmp_path):
    write_trees([tree("(S (NP (DT The) (NN cat)) (VP (VBD sat)) (-LRB- -LRB-))")], tmp_path / "t.svg")
    where = places((tmp_path / "t.svg").read_text(encoding="utf-8"))
    assert where["The"][1] == where["cat"][1] == where["sat"][1] == where["("][1]
    assert where["The"][0] < where["cat"][0] < where["sat"][0] < where["("][0]
    assert where["S"][1] < where["NP"][1] == where["VP"][1] < where["DT"][1] < where["The"][1]
    assert where["DT"][0] < where["NP"][0] < where["NN"][0]


def lines(svg):
    """The ends of each line, first of those that are level, then of those that are upright."""
    drawn = re.findall(r'<path d="M ([\d.]+) ([\d.]+) \s*L ([\d.]+) ([\d.]+) \s*"[^>]*stroke', svg)
    ends = [tuple(map(float, each)) for each in drawn]
    level = [(*sorted((x, z)), y) for x, y, z, w in ends if y == w]
    upright = [(x, *sorted((y, w))) for x, y, z, w in ends if x == z and y != w]
    assert len(level) + len(upright) == len(ends) > 0
    return level, upright


def test_lines_do_not_cross(tmp_path):
    """A word beside a constituent that lies deeper: its line goes past all of that."""
    inner = "(NP (NP (DT a) (NN bird)) (PP (IN on) (NP (DT the) (NN mat))))"
    write_trees([tree(f"(S (NP (DT The) (NN cat)) (VP (VBD saw) {inner}) (. .))")], tmp_path / "t.svg")
    level, upright = lines((tmp_path / "t.svg").read_text(encoding="utf-8"))
    assert len(level) == 7
    crossed = [
        (left, x, right)
        for left, right, y in level
        for x, top, bottom in upright
        if left < x < right and top < y < bottom
    ]
    assert crossed == []


@pytest.mark.slow
def test_it_is_the_same_bytes_every_time_as_png_too(tmp_path):
    for name in ("a.png", "b.png"):
        write_trees([tree("(S ($ $) (X a$b_c))"), tree("(S (VP (NP (VERYLONGLABEL a))))")], tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_cannot_be_drawn_is_refused(tmp_path):
    with pytest.raises(RequestError, match="expected 1 to 20 trees to draw, got 0; give fewer sentences"):
        write_trees([], tmp_path / "t.svg")
    with pytest.raises(RequestError, match=r"expected a figure's file to end in \.png or \.svg"):
        write_trees([tree("(S (X a))")], tmp_path / "t.pdf")
