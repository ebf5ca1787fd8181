import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.filters import EDGES, KERNELS, filtered
from babelix.classic.images import read_image, write_image
from babelix.workflows.classic.kernels import filter_image


@pytest.fixture
def picture(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (11, 7, 3), dtype=np.uint8)
    write_image(tmp_path / "a.png", values)
    return values


def test_all_eight_unless_some_are_named(picture, tmp_path):
    found = filter_image(tmp_path / "a.png")
    assert [each.name for each in found.results] == list(KERNELS)
    np.testing.assert_array_equal(found.results[0].image, picture)
    assert (found.results[0].clipped, found.results[0].low) == (0, picture.min())


def test_what_is_clipped_is_told(picture, tmp_path):
    told = []
    found = filter_image(
        tmp_path / "a.png", ["sharpen"], edges="zero", out=tmp_path / "out", listener=told.append
    )
    (one,) = found.results
    values = filtered(picture.astype(float), KERNELS["sharpen"], "zero")
    np.testing.assert_array_equal(one.image, values.round().clip(0, 255))
    assert one.clipped == ((values < 0) | (values > 255)).mean() > 0.1
    assert (one.low, one.high) == (values.min(), values.max())
    assert one.mean == pytest.approx(values.mean())
    assert one.file == tmp_path / "out" / "sharpen.png"
    np.testing.assert_array_equal(read_image(tmp_path / "out" / "sharpen.png"), one.image)
    assert told[-1].done == told[-1].total == 11


@pytest.mark.parametrize("convolve", [False, True])
@pytest.mark.parametrize("pixel", [None, (0, 10), (6, 0)])
def test_a_pixel_is_its_sum(picture, tmp_path, convolve, pixel):
    (tmp_path / "k.txt").write_text("1 2 3\n0 5 1/2\n-7 0 11\n")
    found = filter_image(tmp_path / "a.png", [str(tmp_path / "k.txt")], convolve=convolve, pixel=pixel)
    one = found.results[0]
    column, row = pixel or (3, 5)
    assert (one.name, one.pixel.column, one.pixel.row) == ("k", column, row)
    assert one.pixel.values.shape == one.pixel.products.shape == (3, 3, 3)
    np.testing.assert_array_equal(one.pixel.values[:, 1, 1], picture[row, column])
    expected = filtered(picture.astype(float), one.kernel, convolve=convolve)[row, column]
    np.testing.assert_allclose(one.pixel.sums, expected, atol=1e-9)


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("pixel", [(0, 0), (6, 10), (1, 9)])
def test_what_stands_beyond_the_edges_is_in_the_sum(picture, tmp_path, edges, pixel):
    (tmp_path / "k.txt").write_text("1 2 3 5 7\n0 5 1/2 -1 2\n-7 0 11 13 3\n")
    (one,) = filter_image(tmp_path / "a.png", [str(tmp_path / "k.txt")], edges, pixel=pixel).results
    expected = filtered(picture.astype(float), one.kernel, edges)[pixel[1], pixel[0]]
    np.testing.assert_allclose(one.pixel.sums, expected, atol=1e-9)


def test_a_file_where_the_folder_should_be(picture, tmp_path):
    (tmp_path / "there").write_text("kept")
    with pytest.raises(RequestError, match="there is a file; expected a folder to write into"):
        filter_image(tmp_path / "a.png", ["sharpen"], out=tmp_path / "there")
    assert (tmp_path / "there").read_text() == "kept"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"kernels": ["sharp"]}, "`kernel` 'sharp': expected a file or one of"),
        ({"kernels": ["sharpen", "sharpen"]}, "`kernel`: two are of one name; give each once"),
        ({"edges": "black"}, "`edges` 'black': expected one of reflect, mirror, nearest, wrap, zero"),
        ({"pixel": [7, 0]}, "`pixel` 7,0: the picture has columns 0 to 6 and rows 0 to 10"),
        ({"pixel": [0, -1]}, "`pixel` 0,-1: the picture has"),
        ({"pixel": [1]}, "`pixel`: expected a column and a row, got 1 numbers"),
    ],
)
def test_what_is_refused(picture, tmp_path, asked, sentence):
    with pytest.raises(RequestError, match=sentence):
        filter_image(tmp_path / "a.png", **asked, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
