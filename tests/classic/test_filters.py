import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from babelix.base.errors import RequestError
from babelix.classic import filters
from babelix.classic.filters import EDGES, KERNELS, filtered, kernel, read_kernel

THEIRS = {"reflect": "reflect", "mirror": "mirror", "nearest": "nearest", "wrap": "wrap", "zero": "constant"}


def test_one_pixel_by_hand():
    image = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
    K = np.array([[0.0, 10, 0], [0, 0, 100], [0, 0, 0]])
    assert filtered(image, K)[1, 1] == 2 * 10 + 6 * 100
    assert filtered(image, K, convolve=True)[1, 1] == 8 * 10 + 4 * 100
    assert filtered(image, K, "zero")[0, 2] == 0
    assert filtered(image, K, "nearest")[0, 2] == 3 * 10 + 3 * 100
    assert filtered(image, K, "wrap")[0, 2] == 9 * 10 + 1 * 100
    assert filtered(image, K, "mirror")[0, 2] == 6 * 10 + 2 * 100
    assert filtered(image, K, "reflect")[0, 2] == 3 * 10 + 3 * 100


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 3), (1, 7), (7, 5)])
def test_it_is_scipys(edges, shape):
    """Asymmetric kernels, so that correlation and convolution differ; a picture of prime sides."""
    rng = np.random.default_rng(shape[0])
    image, K = rng.normal(size=(17, 13)), rng.normal(size=shape)
    correlated = ndimage.correlate(image, K, mode=THEIRS[edges])
    convolved = ndimage.convolve(image, K, mode=THEIRS[edges])
    np.testing.assert_allclose(filtered(image, K, edges), correlated, rtol=0, atol=1e-12)
    np.testing.assert_allclose(filtered(image, K, edges, convolve=True), convolved, rtol=0, atol=1e-12)
    assert shape == (1, 1) or not np.allclose(correlated, convolved)


@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(sorted(EDGES)), st.booleans())
def test_a_kernel_wider_than_the_picture_is_scipys_too(rows, columns, edges, convolve):
    rng = np.random.default_rng(rows * 7 + columns)
    image, K = rng.normal(size=(rows, columns)), rng.normal(size=(5, 7))
    theirs = (ndimage.convolve if convolve else ndimage.correlate)(image, K, mode=THEIRS[edges])
    np.testing.assert_allclose(filtered(image, K, edges, convolve), theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", KERNELS)
def test_the_lectures_eight_are_scipys(name):
    image = np.random.default_rng(1).uniform(size=(17, 13))
    theirs = ndimage.correlate(image, KERNELS[name], mode="reflect")
    np.testing.assert_allclose(filtered(image, KERNELS[name]), theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "total"), [(name, 0 if "edges" in name else 1) for name in KERNELS])
def test_what_keeps_brightness_sums_to_one(name, total):
    assert KERNELS[name].sum() == pytest.approx(total, abs=1e-15)
    flat = np.full((5, 7), 0.25)
    np.testing.assert_allclose(filtered(flat, KERNELS[name]), 0.25 * total, atol=1e-15)


def test_the_unsharp_mask_is_twice_the_picture_less_its_blur():
    assert KERNELS["unsharp"][2, 2] * -256 == -476
    image = np.random.default_rng(1).uniform(size=(11, 7))
    expected = 2 * image - filtered(image, KERNELS["gaussian-5"])
    np.testing.assert_allclose(filtered(image, KERNELS["unsharp"]), expected, atol=1e-14)


def test_channels_and_stripes_change_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    image, K = rng.normal(size=(17, 13, 3)), rng.normal(size=(5, 3))
    whole = filtered(image, K)
    for channel in range(3):
        np.testing.assert_array_equal(whole[..., channel], filtered(image[..., channel], K))
    monkeypatch.setattr(filters, "_STRIPE", 100)
    np.testing.assert_array_equal(filtered(image, K), whole)
    assert len(list(filters.stripes(image, K))) == 9


def test_a_kernel_of_a_file(tmp_path):
    (tmp_path / "k.txt").write_text("# mine\n1/4 0,-.5\n\n1e-3\t2 3\n0 0 0\n")
    np.testing.assert_array_equal(
        kernel(str(tmp_path / "k.txt")), [[0.25, 0, -0.5], [0.001, 2, 3], [0, 0, 0]]
    )
    assert kernel("sharpen") is KERNELS["sharpen"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2\n3 4\n", "has 2 rows; expected an odd number, so that there is a middle"),
        ("1 2\n", "has 2 columns; expected an odd number"),
        ("1 2 3\n1 2\n1 2 3\n", "line 2: expected 3 numbers as above, got 2"),
        ("1 x 3\n", "line 1: 'x' is no finite number"),
        ("1 1/0 3\n", "line 1: '1/0' is no finite number"),
        ("1 -1e300 3\n", "line 1: '-1e300': expected at most 1,000,000"),
        ("1 nan 3\n", "line 1: 'nan' is no finite number"),
        ("1 2,,3\n", "line 1: '' is no finite number"),
        ("", "holds no kernel; expected a row of numbers a line"),
        ("0 " * 65, "has 65 columns; expected at most 63"),
    ],
)
def test_a_file_that_is_no_kernel(tmp_path, text, sentence):
    (tmp_path / "k.txt").write_text(text)
    with pytest.raises(RequestError, match=sentence):
        read_kernel(tmp_path / "k.txt")


def test_unknown_words():
    with pytest.raises(
        RequestError, match=r"`kernel` 'sharpe': expected a file or one of .*; did you mean 'sharpen'"
    ):
        kernel("sharpe")
    with pytest.raises(RequestError, match=r"`edges` 'zeros': expected one of .*; did you mean 'zero'"):
        filtered(np.zeros((3, 3)), KERNELS["identity"], "zeros")
