import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.points import read_columns, read_labelled


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,-4.5\n",
        "x,y\n1, 2\n3 ,-4.5\n",
        "# from a lab\n1\t2\n\n3\t-4.5",
        "1 2\r\n  3   -4.5\r\n",
        "x;y\n1;2\n3;-4.5",
    ],
)
def test_columns_parted_as_they_may_be(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    found = read_columns(tmp_path / "p.csv", 2)
    np.testing.assert_array_equal(found, [[1, 2], [3, -4.5]])


@pytest.mark.parametrize(
    "text",
    [
        "1, 2, big cat\n3,4,dog\n",
        "x\ty\tkind of animal\n1\t2\tbig cat\n3\t4\tdog",
        '1;2;"big cat"\n3;4;dog',
    ],
)
def test_a_class_may_be_of_several_words(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    x, words = read_labelled(tmp_path / "p.csv")
    np.testing.assert_array_equal(x, [[1, 2], [3, 4]])
    assert words == ["big cat", "dog"]


def test_separators_may_be_mixed(tmp_path):
    (tmp_path / "p.csv").write_text("1 2,cat\n3; 4 dog\n")
    assert read_labelled(tmp_path / "p.csv")[1] == ["cat", "dog"]


def test_a_gzip_file_is_read(tmp_path):
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(b"1,2,3\n"))
    np.testing.assert_array_equal(read_columns(tmp_path / "p.csv.gz", 3), [[1, 2, 3]])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2\n3\n", "line 2: expected 2 numbers, got 1: '3'"),
        ("1,2\n3,\n", "line 2: expected 2 numbers, got 1: '3,'"),
        ("1,2,3\n", "line 1: expected 2 numbers, got 3: '1,2,3'"),
        ("1,2\n3,four\n", "line 2: 'four' is no finite number"),
        ("1,2\nx,y\n", "line 2: 'x' is no finite number"),
        ("1,y\n", "line 1: 'y' is no finite number"),
        ("1,nan\n", "line 1: 'nan' is no finite number"),
        ("1,1e999\n", "line 1: '1e999' is no finite number"),
        ("", "holds no points; expected 2 numbers a line"),
        ("x,y\n", "holds no points"),
    ],
)
def test_what_is_refused_names_the_line(tmp_path, text, sentence):
    path = tmp_path / "p.csv"
    path.write_text(text)
    with pytest.raises(RequestError) as refused:
        read_columns(path, 2)
    assert str(refused.value).startswith(str(path))
    assert sentence in str(refused.value)


@pytest.mark.parametrize("text", ["1,2,red\n-3,.5,green\n", "x y colour\n1 2 red\n-3 .5 green\n"])
def test_points_with_classes(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    found, classes = read_labelled(tmp_path / "p.csv")
    np.testing.assert_array_equal(found, [[1, 2], [-3, 0.5]])
    assert classes == ["red", "green"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2\n", "line 1: expected 2 numbers and a class, got 2: '1,2'"),
        ("1,2,a\n1,x,a\n", "line 2: 'x' is no finite number"),
        ("x,y,c\n", "holds no points; expected x, y and a class a line"),
    ],
)
def test_points_with_classes_refused(tmp_path, text, sentence):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(RequestError, match=sentence):
        read_labelled(tmp_path / "p.csv")
