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
