import numpy as np
import pytest
from PIL import Image

from babelix.base.errors import RequestError
from babelix.classic import images
from babelix.classic.images import read_image, write_image

GRAY = (np.arange(35) * 7).astype(np.uint8).reshape(5, 7)
COLOUR = (np.arange(105) * 2).astype(np.uint8).reshape(5, 7, 3)


@pytest.mark.parametrize("values", [GRAY, COLOUR])
def test_what_is_written_is_read(tmp_path, values):
    write_image(tmp_path / "a.png", values)
    np.testing.assert_array_equal(read_image(tmp_path / "a.png"), values)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.fromarray(COLOUR).convert("RGBA"), COLOUR),
        (Image.fromarray(GRAY).convert("LA"), GRAY),
        (Image.fromarray(GRAY > 99), np.where(GRAY > 99, 255, 0)),
        (Image.fromarray(GRAY.astype(np.uint16) * 257), GRAY),
        (Image.fromarray(GRAY.astype(np.float32) / 255), GRAY),
    ],
)
def test_other_kinds_of_pixels(tmp_path, image, expected):
    image.save(tmp_path / "a.tif")
    np.testing.assert_array_equal(read_image(tmp_path / "a.tif"), expected)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (GRAY.astype(np.float32), "its pixels are 0 to 238; expected 0 to 1"),
        (np.full((5, 7), np.nan, np.float32), "its pixels are nan to nan; expected 0 to 1"),
        (GRAY.astype(np.int32) * 1000, "its pixels are 0 to 238000; expected 0 to 65,535"),
    ],
)
def test_numbers_of_another_scale_are_refused_and_not_clipped(tmp_path, values, sentence):
    Image.fromarray(values).save(tmp_path / "a.tif")
    with pytest.raises(RequestError, match=rf"a\.tif cannot be read as a picture: {sentence}"):
        read_image(tmp_path / "a.tif")


def test_a_picture_that_its_camera_held_sideways_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by a quarter to see it upright
    Image.fromarray(COLOUR).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_image(tmp_path / "a.png"), np.rot90(COLOUR, -1))


def test_a_picture_too_large_is_refused_by_its_header(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 34)
    write_image(tmp_path / "a.png", GRAY)
    content = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(content[:50])  # the pixels are not even there
    with pytest.raises(RequestError, match=r"a\.png has 7 x 5 pixels; expected at most 34: make it smaller"):
        read_image(tmp_path / "a.png")


@pytest.mark.filterwarnings("error")
def test_a_bomb_is_refused_in_our_words(tmp_path, monkeypatch):
    write_image(tmp_path / "a.png", GRAY)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 17)
    with pytest.raises(RequestError, match="has more than 100,000,000 pixels"):
        read_image(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    assert read_image(tmp_path / "a.png").shape == (5, 7)


def test_what_is_no_picture(tmp_path):
    write_image(tmp_path / "whole.png", np.random.default_rng(0).integers(0, 255, (67, 71), dtype=np.uint8))
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:3000])
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    for name, sentence in [
        ("absent.png", "no such file"),
        ("text.png", "is no picture; expected PNG, JPEG, TIFF"),
        ("empty.png", "is no picture"),
        ("cut.png", "cannot be read as a picture: .*truncated"),
        ("", "cannot be read as a picture: Is a directory"),
    ]:
        with pytest.raises(RequestError, match=sentence):
            read_image(tmp_path / name)
