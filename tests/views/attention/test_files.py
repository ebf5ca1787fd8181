from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.choice import Choice
from babelix.views.attention.files import draw, write_attention

LABELS = ("a", " b", " c", " d", " e")


def text() -> AttentionSet:
    weights = np.full((3, 2, 5, 5), 0.2, dtype=np.float32)
    own = AttentionMap(weights, LABELS, LABELS, "encoder", model="toy")
    return AttentionSet((own, AttentionMap(weights, LABELS, LABELS, "cross", model="toy")), title="A text")


def words(figure: Figure) -> str:
    """Every title, label and caption of a figure."""
    caption = figure.get_supxlabel()
    return " | ".join([*(axis.get_title() for axis in figure.axes), caption])


@pytest.mark.parametrize(
    ("choice", "axes", "said"),
    [
        (Choice("encoder", heads=((0, 1), (2, 0))), 2, "layer 0, head 1 | layer 2, head 0"),
        (Choice("encoder", rows=(range(1, 3),)), 1, "layer 2, all 2 heads"),
        (Choice("encoder", 1, 0, rows=(range(1, 3),)), 1, "layer 1, head 0"),
        (Choice("encoder", 1, 0, rows=(range(1, 3),), all_heads=True), 1, "layer 1, all 2 heads"),
        (Choice("cross", head=1), 1, "layer 2, head 1"),
        (Choice("cross"), 1, "layer 2, average of 2 heads"),
        (Choice("cross", 0), 1, "layer 0, average of 2 heads"),
    ],
)
def test_the_figure_follows_from_the_choice(choice: Choice, axes: int, said: str) -> None:
    figure = draw([text()], choice)
    drawn = [axis for axis in figure.axes if axis.get_label() != "<colorbar>"]
    assert len(drawn) == axes
    assert said in words(figure)


@pytest.mark.slow
@pytest.mark.parametrize(
    "choice", [None, Choice("encoder", 1, rows=(range(1, 2),)), Choice("cross", heads=((0, 1),))]
)
@pytest.mark.parametrize(
    ("ending", "start"), [("html", b"<!doctype html>"), ("png", b"\x89PNG"), ("svg", b"<?xml")]
)
def test_every_ending_is_written(tmp_path: Path, choice: Choice | None, ending: str, start: bytes) -> None:
    path = tmp_path / f"attention.{ending}"
    write_attention([text()], path, choice)
    assert path.read_bytes().startswith(start)


def test_the_page_opens_with_the_choice(tmp_path: Path) -> None:
    write_attention([text()], tmp_path / "a.html", Choice("encoder", 1, 0, rows=(range(3, 4),)))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '"layer":1,"head":0,"token":3' in page


@pytest.mark.parametrize(
    ("choice", "opens"),
    [
        (None, '"kind":"cross","view":"average","drawing":"heat","layer":2,"head":null,"token":null'),
        (Choice("encoder"), '"kind":"encoder","view":"average","drawing":null,"layer":2,"head":null'),
        (
            Choice("encoder", rows=(range(3, 4),)),
            '"view":"all","drawing":"lines","layer":2,"head":null,"token":3',
        ),
    ],
)
def test_what_is_not_chosen_is_as_in_the_figure(tmp_path: Path, choice: Choice | None, opens: str) -> None:
    write_attention([text()], tmp_path / "a.html", choice)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert opens in page
    assert "<title>Attention of toy</title>" in page


def test_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="at least one text to make an attention page of, got none"):
        write_attention([], tmp_path / "a.html")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"a\.pdf ends in '\.pdf'; expected \.html, \.png or \.svg"):
        write_attention([text()], tmp_path / "a.pdf")
