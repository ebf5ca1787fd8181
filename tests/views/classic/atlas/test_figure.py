from dataclasses import replace

import numpy as np
import pytest

from babelix.classic.atlas.cells import cells
from babelix.views import drawing
from babelix.views.classic.atlas.figure import brief, draw_atlas, thumbnails


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn, not painted."""
    figures = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: figures.append(figure) or b"figure")
    return figures


@pytest.mark.slow
def test_every_picture_is_at_its_place(found):
    places = np.zeros((11, 2))
    places[0], places[1:] = (3, 0), (0, 2)
    white = np.full((11, 1, 2, 2), 255, np.uint8)
    plane = replace(found.space.planes[0], places=places)
    atlas = replace(
        found,
        points=replace(found.points, images=white),
        space=replace(found.space, planes=(plane, found.space.planes[1])),
    )
    picture, (left, right, bottom, top) = thumbnails(atlas)
    rows, columns = picture.shape[:2]
    inked = (picture < 1).any(2)
    # The first class's alone at the lower right, the second's over it at the upper left.
    for x, y, colour in ((3, 0, "#0072b2"), (0, 2, None)):
        row, column = int((y - bottom) / (top - bottom) * rows), int((x - left) / (right - left) * columns)
        assert inked[row, column]
        if colour:
            shown = (picture[row, column] * 255).round().astype(int)
            assert "#{:02x}{:02x}{:02x}".format(*shown) == colour
    assert not inked[rows // 2].any()


def test_cells_show_the_mean_of_theirs(found):
    images = np.zeros((11, 3, 2, 2), np.uint8)
    images[:6] = 200
    places = np.repeat([[0.0, 0.0], [29.9, 30.0]], [6, 5], axis=0)
    plane = replace(found.space.planes[0], places=places)
    points = replace(found.points, images=images)
    held = cells(places, found.points.vectors)
    atlas = replace(found, points=points, space=replace(found.space, planes=(plane,)), cells=held)
    picture, _ = thumbnails(atlas)
    assert picture[30, 30].tolist() == pytest.approx([200 / 255] * 3)
    assert picture[-30, -30].tolist() == [0, 0, 0]
    assert picture[900, 900].tolist() == [1, 1, 1]


@pytest.mark.slow
def test_the_numbers_stand_beside_their_planes(found, drawn, tmp_path):
    draw_atlas(found, tmp_path / "a.png")
    titles = [axes.get_title() for axes in drawn[0].axes]
    assert titles[0].startswith("t-SNE of activations: trustworthiness 0.750, neighbours kept 50%")
    assert [title.split("\n")[0] for title in titles[1:]] == [
        "PCA of activations",
        "t-SNE of pixels",
        "PCA of pixels",
    ]
    assert all("62.5%, in the full space 87.5%" in title for title in titles)
    labels = [text.get_text() for text in drawn[0].axes[0].get_legend().get_texts()]
    assert labels == ["cat", "dog"]


@pytest.mark.slow
@pytest.mark.parametrize("many", [False, True])
def test_words_stand_at_their_points_and_none_on_another(found, drawn, tmp_path, many):
    places = np.array([[0.0, 0], [0.001, 0], [1, 1], *[[2, 2]] * 8])
    words = ("first $x", "under it", "alone", *"abcdefgh")
    plane = replace(found.space.planes[0], places=places, told=None)
    points = replace(found.points, images=None, words=words, labels=None, classes=())
    held = cells(places, found.points.vectors) if many else ()
    space = replace(found.space, planes=(plane, plane), told=None)
    draw_atlas(
        replace(found, points=points, space=space, raw=space, chance=None, cells=held), tmp_path / "a.png"
    )
    texts = [text.get_text() for text in drawn[0].axes[0].texts]
    assert len(texts) == 3
    assert "alone" in texts
    if not many:
        assert texts == ["first $x", "alone", "a"]
    assert drawn[0].axes[0].get_legend() is None
    assert "told" not in drawn[0].axes[0].get_title()


def test_what_is_long_is_shown_round_its_word():
    assert brief(" \n") == "␣"
    assert brief("short") == "short"
    assert brief("a" * 30) == "a" * 26 + "…"
    long = "The animal did not cross the street because [it] was too tired ."
    assert brief(long) == "…cause [it] was too tired ."
    assert brief("[It] was too tired to cross the street .") == "[It] was too tired to cros…"
