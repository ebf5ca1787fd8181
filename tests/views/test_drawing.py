import re
import sys
from importlib.resources import files

import pytest

from babelix.base.errors import Remark, RequestError
from babelix.views.drawing import HEAD_COLOURS, canvas, render, save


def drawn(word="it"):
    figure = canvas(2, 1, layout="constrained")
    figure.add_subplot().set_title(word)
    return figure


def test_a_canvas_has_its_size_and_leaves_pyplot_alone():
    figure = canvas(2, 1, facecolor="0.5")
    assert (figure.get_figwidth(), figure.get_figheight()) == (2, 1)
    assert figure.get_facecolor()[:3] == (0.5, 0.5, 0.5)
    assert "matplotlib.pyplot" not in sys.modules or sys.modules["matplotlib.pyplot"].get_fignums() == []


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_figure_gives_the_same_bytes(form):
    once, again = render(drawn(), form), render(drawn(), form)
    assert once == again
    assert b"<dc:date>" not in once
    assert b"Software" not in once


def test_dots_an_inch_are_kept():
    content = render(drawn(), "png", dots=130)
    assert int.from_bytes(content[16:20], "big") == 260
    assert int.from_bytes(content[20:24], "big") == 130


def test_words_of_an_svg_stay_words_or_become_shapes():
    assert b">it</text>" in render(drawn(), "svg")
    assert b"<text" not in render(drawn(), "svg", words=False)


def test_a_dollar_in_a_name_is_one_and_the_powers_of_an_axis_are_formulas():
    figure = drawn(r"$\frac$")
    axes = figure.axes[0]
    axes.set_yscale("log")
    axes.set_ylim(1, 1000)
    axes.set_xticks([0], ["$a_{$"])
    for _ in range(2):  # the second time the axis has its words
        content = render(figure, "svg").decode()
        assert r">$\frac$</text>" in content
        assert ">$a_{$</text>" in content
        assert r">$\mathdefault" not in content
        assert "<tspan" in content


@pytest.mark.slow
def test_a_figure_is_written_as_its_ending_says(tmp_path):
    save(drawn(), tmp_path / "a.PNG", dots=50)
    save(drawn(), tmp_path / "a.svg", words=False)
    assert (tmp_path / "a.PNG").read_bytes() == render(drawn(), "png", 50)
    assert (tmp_path / "a.svg").read_bytes() == render(drawn(), "svg", words=False)


def test_a_figure_is_png_or_svg(tmp_path):
    with pytest.raises(RequestError, match=r"to end in \.png or \.svg, got 'figure.pdf'"):
        save(drawn(), tmp_path / "figure.pdf")
    assert list(tmp_path.iterdir()) == []


def test_letters_that_the_font_lacks_are_told_where_they_are_boxes():
    told = "^the figure has boxes for 日 本 \U0001f469, which its font lacks; one that ends in .svg"
    with pytest.warns(Remark, match=told) as heard:
        assert render(drawn("日本 日\U0001f469"), "png").startswith(b"\x89PNG")
    assert len(heard) == 1
    with pytest.warns(Remark, match="U\\+E000 一 .* and 3 others, which its font lacks$"):
        render(drawn("\ue000" + "".join(chr(0x4E00 + n) for n in range(22))), "svg", words=False)
    assert "日本 \U0001f469".encode() in render(drawn("日本 \U0001f469"), "svg")


def test_colours_are_those_of_the_page():
    style = files("babelix.views.offline").joinpath("base.css").read_text(encoding="utf-8")
    assert tuple(re.search(r"--heads: ([^;]*);", style)[1].split()) == HEAD_COLOURS
