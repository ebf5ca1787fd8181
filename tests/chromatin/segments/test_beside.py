from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.segments.beside import (
    beside,
    model_states,
    prefix_of,
    recorded_bins,
    states_of_model,
)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("GM12878_10_segments.bed", "GM12878_10"),
        ("GM12878_10_segments.bed.gz", "GM12878_10"),
        ("classes.bed", "classes"),
        ("a_segments.bed.txt", "a_segments.bed.txt"),
    ],
)
def test_the_name_without_its_ending(name, prefix):
    assert prefix_of(Path("folder") / name) == prefix


@pytest.mark.parametrize(
    ("name", "states", "number"),
    [
        ("cell_15_segments.bed", ["E1", "E12"], 15),  # states 13 to 15 occur nowhere in this cell
        ("cell_12_segments.bed", ["E1", "E15"], 15),  # a number in the name that is none of states
        ("segments.bed", ["E2", "E7"], 7),
        ("cell9_segments.bed", ["1", "4"], 4),
        ("cell_segments.bed", ["1_TssA", "18_Quies"], 18),
        ("cell_15_segments.bed", ["TSS", "R"], None),
        ("cell_15_segments.bed", ["E1", "TSS"], None),
    ],
)
def test_how_many_states_the_model_has(name, states, number):
    assert model_states(Path(name), states) == number


@pytest.mark.parametrize(
    ("name", "states", "all_of_them"),
    [
        ("cell_4_segments.bed", ["E1", "E3"], ("E1", "E2", "E3", "E4")),
        ("segments.bed", ["2"], ("1", "2")),
        ("cell_4_segments.bed", ["TSS", "R"], ("TSS", "R")),
        ("cell_4_segments.bed", ["E1", "U2"], ("E1", "U2")),
        ("cell_4_segments.bed", ["1_TssA", "2_Quies"], ("1_TssA", "2_Quies")),
    ],
)
def test_the_names_of_a_models_states(name, states, all_of_them):
    assert states_of_model(Path(name), states) == all_of_them


def test_a_models_own_table_lies_beside(tmp_path):
    segments, states = tmp_path / "cell_15_segments.bed", ["E1", "E12"]
    for name in ("emissions_12.txt", "emissions_2.txt", "transitions_12.txt"):
        (tmp_path / name).touch()
    assert beside(segments, states, "emissions") is None
    (tmp_path / "model_15.txt").touch()
    assert beside(segments, states, "emissions") == tmp_path / "model_15.txt"
    (tmp_path / "emissions_15.txt").touch()
    assert beside(segments, states, "emissions") == tmp_path / "emissions_15.txt"
    assert beside(segments, states, "transitions") == tmp_path / "model_15.txt"
    assert beside(segments, ["TSS"], "emissions") is None


def test_a_models_record_tells_the_bins(tmp_path):
    segments, states = tmp_path / "cell_15_segments.bed", ["E1", "E12"]
    assert recorded_bins(segments, states) is None
    (tmp_path / "model_12.json").write_text('{"bin": 100}')
    assert recorded_bins(segments, states) is None
    (tmp_path / "gaussian_15.json").write_text('{"bin_size": 50}')
    assert recorded_bins(segments, states) == 50
    (tmp_path / "model_15.json").write_text('{"bin": 500}')
    assert recorded_bins(segments, states) == 500
    assert recorded_bins(segments, ["TSS"]) is None


@pytest.mark.parametrize("text", ["{", "{}", '{"bin": "a"}', '{"bin": 0}', "[]"])
def test_a_damaged_record_is_named(tmp_path, text):
    (tmp_path / "model_15.json").write_text(text)
    with pytest.raises(RequestError, match=r"model_15\.json: expected the record of a model with its 'bin'"):
        recorded_bins(tmp_path / "cell_15_segments.bed", ["E1"])
