import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text.vectors import WordVectors, read_vectors, write_vectors


def test_what_is_written_is_read(tmp_path):
    vectors = WordVectors(("shy", "été"), np.array([[0.5, -1.25, 3e-7], [2.0, 0.0, 1234.0]], np.float32))
    write_vectors(tmp_path / "a.vec", vectors)
    assert (tmp_path / "a.vec").read_text(encoding="utf-8") == "2 3\nshy 0.5 -1.25 3e-07\nété 2 0 1234\n"
    found = read_vectors(tmp_path / "a.vec")
    assert found.words == vectors.words
    np.testing.assert_array_equal(found.vectors, vectors.vectors)


def test_a_first_line_may_be_missing_and_the_first_of_a_word_counts(tmp_path):
    (tmp_path / "a.vec").write_text("The 1 2\ndog 3 4\nthe 5 6\n", encoding="utf-8")
    found = read_vectors(tmp_path / "a.vec")
    assert found.words == ("the", "dog")
    np.testing.assert_array_equal(found.vectors, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("dog 1 2\ncat 1\n", r"line 2 is 'cat 1'; expected a word and 2 finite numbers"),
        ("2 2\ndog 1 2\ncat 1 two\n", r"line 3 is 'cat 1 two'; expected a word and 2 finite numbers"),
        ("dog 1 nan\n", r"line 1 is 'dog 1 nan'; expected a word and 2 finite numbers"),
        ("dog 1 1e300\n", r"line 1 is 'dog 1 1e300'"),
        ("dog\n", r"line 1 is 'dog'; expected a word and 1 finite"),
        ("1 2 3\n4 5\n", r"line 2 is '4 5'"),
        ("2 2\ndog 1 2\n 1 2\n", r"line 3 is ' 1 2'"),
        ("dog 1 2\n\ncat 3 4\n", r"line 2 is ''"),
        ("", r"holds no word vectors"),
        ("0 2\n", r"holds no word vectors"),
        ("3 2\ndog 1 2\ncat 3 4\n", r"says that it has 3 words and has 2; is it whole\?"),
    ],
)
def test_what_is_no_file_of_vectors_is_named(tmp_path, content, said):
    (tmp_path / "a.vec").write_text(content, encoding="utf-8")
    with pytest.raises(RequestError, match=rf"a\.vec.*{said}"):
        read_vectors(tmp_path / "a.vec")


def test_a_word_may_hold_spaces_of_any_kind(tmp_path):
    (tmp_path / "b.vec").write_text("2 2\n. . . 1 2\nNew\u00a0York 3 4 \n", encoding="utf-8")
    assert read_vectors(tmp_path / "b.vec").words == (". . .", "new\u00a0york")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RequestError, match=r"none\.vec"):
        read_vectors(tmp_path / "none.vec")
