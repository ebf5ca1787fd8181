import numpy as np
import pytest
from safetensors.numpy import save_file

from babelix.classic.images import write_image
from babelix.views import drawing
from babelix.views.classic.kernels import draw_pictures, learned_across, tiles
from babelix.workflows.classic.kernels import filter_image


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """Return a function that draws a gray picture's results and gives the figure."""
    figures = []
    write_image(tmp_path / "a.png", (np.arange(77) * 3).astype(np.uint8).reshape(11, 7))
    save_file({"c.weight": np.arange(54, dtype=np.float32).reshape(3, 2, 3, 3)}, tmp_path / "n.safetensors")

    def draw(*names, net=False):
        monkeypatch.setattr(drawing, "render", lambda figure, *_: figures.append(figure) or b"figure")
        found = filter_image(tmp_path / "a.png", names, net=tmp_path / "n.safetensors" if net else None)
        draw_pictures(found, tmp_path / "f.png")
        return figures[-1]

    return draw


def test_every_result_has_its_kernel(drawn):
    original, sharp, blurred = drawn("sharpen", "gaussian-5").axes
    assert original.get_title() == "a.png"
    assert sharp.get_title().startswith("sharpen, sum 1")
    assert sharp.texts[0].get_text() == " 0 -1  0\n-1  5 -1\n 0 -1  0"
    assert blurred.texts[0].get_text().endswith("4 16 24 16  4\n 1  4  6  4  1\n/ 256")
    np.testing.assert_allclose(original.images[0].get_array() * 255, (np.arange(77) * 3).reshape(11, 7))


def test_learned_kernels_stand_below(drawn):
    figure = drawn("edges", net=True)
    assert (
        figure.axes[-1].get_title() == "learned: 3 of 3 kernels of c.weight, each from its least to its most"
    )
    assert figure.axes[-1].images[0].get_array().shape == (4, 12, 3)
    assert figure.axes[1].get_title().startswith("edges, sum 0")


@pytest.mark.parametrize(
    ("count", "width", "across"), [(3, 6.8, 3), (32, 6.8, 11), (96, 10.2, 20), (500, 100, 24)]
)
def test_learned_kernels_stand_in_even_rows_wide_enough_to_be_seen(count, width, across):
    assert learned_across(count, width) == across


def test_tiles_by_hand():
    colour = np.array([[[[1.0]], [[3.0]], [[2.0]]]], dtype=np.float32)
    np.testing.assert_allclose(tiles(colour), [[[[0, 1, 0.5]]]])
    gray = np.array([[[[0.0, 4.0]], [[2.0, 6.0]]]], dtype=np.float32)
    np.testing.assert_allclose(tiles(gray), [[[[0] * 3, [1] * 3]]])
    np.testing.assert_allclose(tiles(np.ones((1, 1, 1, 1), np.float32)), [[[[0] * 3]]])


@pytest.mark.slow
def test_a_figure_is_a_file(tmp_path):
    write_image(tmp_path / "a.png", np.zeros((11, 7, 3), np.uint8))
    draw_pictures(filter_image(tmp_path / "a.png"), tmp_path / "f.png")
    assert (tmp_path / "f.png").read_bytes()[:4] == b"\x89PNG"
