import struct

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.images import write_image
from babelix.classic.labelled import (
    as_channels,
    read_cifar,
    read_folder,
    read_mnist,
    read_pictures,
    resized,
    scales,
    square,
)

IMAGES = np.arange(3 * 5 * 7, dtype=np.uint8).reshape(3, 5, 7)


def idx(values):
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def test_digits_of_idx_files(tmp_path):
    (tmp_path / "i").write_bytes(idx(IMAGES))
    (tmp_path / "l").write_bytes(idx(np.array([7, 0, 3], dtype=np.uint8)))
    found = read_mnist(tmp_path / "i", tmp_path / "l")
    np.testing.assert_array_equal(found.images[:, 0], IMAGES)
    assert found.labels.tolist() == [7, 0, 3]
    assert [found.classes[label] for label in found.take(np.array([2, 0])).labels] == ["3", "7"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no IDX file of bytes in 3 dimensions"),
        (idx(IMAGES)[:-1], "expected 3 x 5 x 7 bytes as its header says, got 104"),
        (idx(IMAGES[:2]), "holds 2 pictures and .* 3 labels; expected as many"),
    ],
)
def test_idx_files_that_are_none(tmp_path, content, sentence):
    (tmp_path / "i").write_bytes(content)
    (tmp_path / "l").write_bytes(idx(np.zeros(3, dtype=np.uint8)))
    with pytest.raises(RequestError, match=sentence):
        read_mnist(tmp_path / "i", tmp_path / "l")


def test_pictures_of_an_npz(tmp_path):
    images = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)
    parts = {
        "train_images": images,
        "train_labels": np.array([3, 9]),
        "test_images": images[:1],
        "test_labels": [[2]],
    }
    np.savez(tmp_path / "c.npz", **parts)  # type: ignore[arg-type]
    train, test = read_cifar(tmp_path / "c.npz")
    np.testing.assert_array_equal(train.images[1, 2], images[1, :, :, 2])
    assert (train.classes[train.labels[0]], test.classes[test.labels[0]]) == ("cat", "bird")
    (tmp_path / "d.npz").write_text("none")
    with pytest.raises(RequestError, match=r"d\.npz is no npz of CIFAR-10"):
        read_cifar(tmp_path / "d.npz")


def test_a_folder_of_folders(tmp_path):
    gray, colour = IMAGES[0][:, :5], np.repeat(IMAGES[1][:, :5, None], 3, axis=2)
    for name, image in {"b/1.png": gray, "a/1.png": gray, "a/2.png": colour}.items():
        write_image(tmp_path / name, image)
    (tmp_path / "a" / "notes.txt").write_text("no picture")
    found = read_folder(tmp_path, 5)
    assert (found.images.shape, found.classes, found.labels.tolist()) == ((3, 3, 5, 5), ("a", "b"), [0, 0, 1])
    np.testing.assert_array_equal(found.images[2, 1], gray)


def test_folders_that_hold_no_classes(tmp_path):
    for made, sentence in [
        ("x/a/1.png", "expected a folder of pictures for each of two or more classes, got one, a"),
        ("y/1.png", "expected a folder of pictures for each of two or more classes, got none"),
        ("z/a/1.png z/b/1.txt", "b holds no pictures; expected files such as .png"),
    ]:
        for name in made.split():
            write_image(tmp_path / name, IMAGES[0])
        with pytest.raises(RequestError, match=sentence):
            read_folder(tmp_path / made[0], 5)
    with pytest.raises(RequestError, match="no such folder"):
        read_folder(tmp_path / "absent", 5)


def test_a_folder_without_classes(tmp_path):
    write_image(tmp_path / "2.png", IMAGES[0][:, :5])
    write_image(tmp_path / "1.png", np.repeat(IMAGES[1][:, :5, None], 3, axis=2))
    found = read_pictures(tmp_path, 5)
    np.testing.assert_array_equal(found.images[0, 2], IMAGES[1][:, :5])
    assert (found.images.shape, found.classes, found.labels.tolist()) == ((2, 3, 5, 5), ("",), [0, 0])
    (tmp_path / "none").mkdir()
    with pytest.raises(RequestError, match="none holds no pictures"):
        read_pictures(tmp_path / "none", 5)


def test_made_smaller():
    picture = np.stack([np.full((8, 8), level, np.uint8) for level in (10, 20, 30)])
    assert resized(picture, 3).tolist() == [[[level] * 3] * 3 for level in (10, 20, 30)]
    assert resized(picture[:1], 2).tolist() == [[[10, 10], [10, 10]]]


def test_the_middle_square():
    np.testing.assert_array_equal(square(IMAGES[0], 5), IMAGES[0][:, 1:6])
    assert square(IMAGES[0], 3).shape == (3, 3)
    assert square(np.full((8, 6, 3), 9, np.uint8), 4).tolist() == [[[9] * 3] * 4] * 4


def test_channels():
    colour = np.array([[[255, 0, 0]]], dtype=np.uint8)
    assert as_channels(colour, 3).tolist() == [[[255]], [[0]], [[0]]]
    assert as_channels(colour, 1).tolist() == [[[76]]]
    assert as_channels(colour[..., 0], 3).tolist() == [[[255]]] * 3


def test_scales_by_hand():
    images = np.array([[[[0, 255]], [[51, 51]]]], dtype=np.uint8)
    assert scales(images) == ([0.5, 0.2], [0.5, 1.0])
