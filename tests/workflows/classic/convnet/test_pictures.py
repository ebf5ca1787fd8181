import shutil
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.convnet.pictures import held_out_of, load_pictures
from babelix.workflows.classic.convnet.settings import PicturesSettings


def test_one_in_five_of_a_folder_at_most_is_held_out(photographs):
    found = load_pictures(PicturesSettings(name=str(photographs), side=20), seed=1)
    assert (len(found.train), len(found.val), found.test) == (24, 6, None)
    shown = {each.tobytes() for each in found.train.images}
    assert not shown & {each.tobytes() for each in found.val.images}
    other = load_pictures(PicturesSettings(name=str(photographs), side=20, hold_out=2), seed=2)
    assert len(other.val) == 2
    assert not np.array_equal(other.train.labels[:20], found.train.labels[:20])


def test_a_folder_with_one_picture_more_is_another(photographs, tmp_path):
    shutil.copytree(photographs, tmp_path / "p")
    settings = PicturesSettings(name=str(tmp_path / "p"), side=20)
    first, again = (load_pictures(settings, seed=1).checksums for _ in range(2))
    shutil.copy(tmp_path / "p" / "dark" / "0.png", tmp_path / "p" / "dark" / "more.png")
    assert first == again != load_pictures(settings, seed=1).checksums
    assert list(first) == [str(tmp_path / "p")]


@pytest.mark.parametrize(
    ("sizes", "count", "expected"),
    [
        ((30, 20, 50), 10, (3, 2, 5)),
        ((7, 7, 7), 4, (2, 1, 1)),  # a third each of what is left over: the first class has it
        ((17, 1, 3), 4, (3, 0, 1)),  # 3.24, 0.19, 0.57
        ((3, 1, 1), 2, (2, 0, 0)),  # the one picture of a class is trained on
        ((5, 11), 3, (1, 2)),
    ],
)
def test_each_class_gives_its_share(sizes, count, expected):
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    chosen = held_out_of(labels, count)
    assert tuple(np.bincount(labels[chosen], minlength=len(sizes))) == expected


def test_a_folder_is_read_no_smaller_than_the_net_reads_it(photographs):
    assert load_pictures(PicturesSettings(name=str(photographs), side=20), 1, 23).train.images.shape[2:] == (
        23,
        23,
    )
    assert load_pictures(PicturesSettings(name=str(photographs), side=20), 1, 19).train.images.shape[2:] == (
        20,
        20,
    )


def test_a_side_beyond_all_memory_is_refused():
    with pytest.raises(ValueError, match="less than or equal to 1024"):
        PicturesSettings(name="mnist", side=99_999_999)


def test_a_name_that_is_nothing():
    with pytest.raises(
        RequestError, match=r"data\.name 'mnst': expected mnist or cifar10-subset, or a folder"
    ):
        load_pictures(PicturesSettings(name="mnst"), seed=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "counts"), [("mnist", (59_000, 1_000, 3_000)), ("cifar10-subset", (3_200, 800, 1_000))]
)
def test_named_sets(dataset, name, counts):
    dataset(name)
    found = load_pictures(PicturesSettings(name=name), seed=1)
    test: Any = found.test
    assert (len(found.train), len(found.val), len(test)) == counts
    assert found.checksums
