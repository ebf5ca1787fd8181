import pytest

from babelix.base.errors import RequestError
from babelix.views.dna.one_hot import draw_one_hot
from babelix.workflows.dna.one_hot import encoded


def test_letters_stand_below_their_columns(tmp_path):
    draw_one_hot(encoded("GCGCN", None, None), tmp_path / "x.svg")
    drawn = (tmp_path / "x.svg").read_text()
    assert drawn.count(">N<") == 1
    assert drawn.count(">C<") == 3  # two columns, and the name of a row


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(RequestError, match=r"end in .png or .svg, got 'x.pdf'"):
        draw_one_hot(encoded("ACGT", None, None), tmp_path / "x.pdf")
