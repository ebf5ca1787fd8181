import numpy as np
import pytest

from babelix.classic.images import write_image
from babelix.views import drawing
from babelix.views.classic.convnet import draw_layers, sheet
from babelix.workflows.classic.convnet.look import look


def test_a_sheet_by_hand():
    maps = np.array([[[1.0, 2.0]], [[0.0, 0.0]]], dtype=np.float32)
    np.testing.assert_array_equal(sheet(maps), [[0.5, 1, np.nan, 0, 0]])
    assert sheet(np.ones((17, 3, 3), np.float32)).shape == (7, 63)


@pytest.fixture
def looked(tmp_path):
    write_image(tmp_path / "p.png", np.random.default_rng(0).integers(0, 255, (28, 28), dtype=np.uint8))
    return look(tmp_path / "p.png", size="small")


def test_a_row_for_each_layer(looked, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    draw_layers(looked, tmp_path / "f.png")
    titles = [axes.get_title() for axes in drawn[0].axes]
    assert titles[0] == "p.png as small, untrained reads it"
    assert titles[1:3] == ["features.0: 32 of 32 maps of 13 x 13", "features.3: 32 of 64 maps of 6 x 6"]
    assert titles[-1] == "classifier.3: 10 numbers"


@pytest.mark.slow
def test_a_figure_is_a_file(looked, tmp_path):
    draw_layers(looked, tmp_path / "f.png")
    assert (tmp_path / "f.png").read_bytes()[:4] == b"\x89PNG"
