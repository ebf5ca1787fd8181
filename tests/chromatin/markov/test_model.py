import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.model import Model, ModelFile, java_double, read_model, write_model

MODEL = "incremental/model_5.txt"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (0.0, "0.0"),
        (0.001, "0.001"),
        (5.864110146646524e-4, "5.864110146646524E-4"),
        (2.810519654408964e-129, "2.810519654408964E-129"),
        (-346070.77040849585, "-346070.77040849585"),
        (12345678.9, "1.23456789E7"),
        (1e-5, "1.0E-5"),
    ],
)
def test_numbers_look_like_javas(value, text):
    assert java_double(value) == text


def test_chromhmms_file_comes_back_the_same(two_cells, tmp_path):
    content = read_model(two_cells / MODEL)
    assert (content.model.states, len(content.model.names), content.iterations, content.letter) == (
        5,
        6,
        21,
        "E",
    )
    write_model(tmp_path / "model_5.txt", content)
    ours, theirs = (
        (tmp_path / "model_5.txt").read_text().split("\n"),
        (two_cells / MODEL).read_text().split("\n"),
    )
    assert len(ours) == len(theirs)
    for mine, line in zip(ours, theirs, strict=True):
        *head, number = mine.split("\t")
        *expected, other = line.split("\t")
        assert head == expected
        assert number == other or float(number) == pytest.approx(float(other), rel=1e-15)


def test_the_bin_size_comes_from_the_record_beside(two_cells, tmp_path):
    path = tmp_path / "model_5.txt"
    path.write_text((two_cells / MODEL).read_text())
    assert read_model(path).bin_size is None
    path.with_suffix(".json").write_text(json.dumps({"bin": 500}))
    assert read_model(path).bin_size == 500
    path.with_suffix(".json").write_text("{}")
    with pytest.raises(RequestError, match="expected the record that `babelix states learn` wrote"):
        read_model(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: ["5\tsix", *lines[1:]], "line 1: expected states, marks, order"),
        (lambda lines: [lines[0], "probinit\t9\t0.5", *lines[2:]], "line 2: expected probinit"),
        (lambda lines: [lines[0], "probinit\t0\t0.5", *lines[2:]], "line 2: expected probinit"),
        (lambda lines: [lines[0], "chr1\t0\t200\tE1", *lines[2:]], "line 2: expected probinit"),
        (lambda lines: lines[:-1], "a emissionprobs line is missing or no probability"),
        (
            lambda lines: [lines[0], "probinit\t1\t1.5", *lines[2:]],
            "a probinit line is missing or no probability",
        ),
        (lambda lines: [], "line 1: expected states"),
    ],
)
def test_a_bad_model_is_named_with_its_line(two_cells, tmp_path, change, said):
    path = tmp_path / "model_5.txt"
    path.write_text("\n".join(change((two_cells / MODEL).read_text().strip().split("\n"))) + "\n")
    with pytest.raises(RequestError) as caught:
        read_model(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_reordered_moves_states_everywhere():
    model = Model(
        ("A",), np.array([0.1, 0.2, 0.7]), np.arange(9.0).reshape(3, 3), np.array([[0.0], [1.0], [2.0]])
    )
    moved = model.reordered([2, 0, 1])
    assert moved.initial.tolist() == [0.7, 0.1, 0.2]
    assert moved.transition.tolist() == [[8, 6, 7], [2, 0, 1], [5, 3, 4]]
    assert moved.emission.tolist() == [[2], [0], [1]]


def test_a_model_file_holds_what_it_was_given(tmp_path):
    model = Model(
        ("A", "B"), np.array([0.25, 0.75]), np.array([[0.5, 0.5], [0.0, 1.0]]), np.full((2, 2), 0.125)
    )
    write_model(tmp_path / "m.txt", ModelFile(model, -1.5, 7, "T"))
    back = read_model(tmp_path / "m.txt")
    assert (back.log_likelihood, back.iterations, back.letter) == (-1.5, 7, "T")
    np.testing.assert_array_equal(back.model.transition, model.transition)
    np.testing.assert_array_equal(back.model.emission, model.emission)
