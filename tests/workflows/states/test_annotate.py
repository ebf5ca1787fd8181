import gzip
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.states.annotate import annotate


@pytest.fixture
def folder(tmp_path):
    """A cell in which the model's fifth state, its last, occurs nowhere, beside the tables of two models."""
    (tmp_path / "x_5_segments.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE4\n")
    rows = "1\t0.0\n2\t0.9\n3\t0.9\n4\t0.8\n5\t0.9\n"
    (tmp_path / "emissions_5.txt").write_text(f"State\tCTCF\n{rows}")
    (tmp_path / "emissions_4.txt").write_text("State\tCTCF\n1\t0.9\n2\t0.9\n3\t0.9\n4\t0.0\n")
    (tmp_path / "annotation").mkdir()
    (tmp_path / "annotation" / "genes.bed").write_text("chr1\t100\t900\n")
    (tmp_path / "annotation" / "anchors.TSS.txt").write_text("chr1\t650\t+\n")
    return tmp_path


def test_the_tables_are_those_of_the_segments_own_model(folder):
    found = annotate(folder / "x_5_segments.bed", folder / "annotation", folder / "out")
    assert found.prefix == "x_5"
    assert found.emissions is not None
    assert found.emissions.values.tolist() == [[0.0], [0.8]]
    assert found.transitions is None
    assert [each.label for each in found.proposals] == ["R", "CTCF"]
    assert [path.name for path in found.files] == [
        "x_5_overlap.txt",
        "x_5_TSS_neighborhood.txt",
        "x_5_labels.tsv",
        "x_5_proposed.tsv",
        "x_5_classes_dense.bed",
    ]
    assert all(path.is_file() for path in found.files)
    assert found.files[2].read_text() == found.files[3].read_text()
    dense = found.files[4].read_text().splitlines()
    title = "x_5 classes (proposed)"
    assert dense[0] == f'track name="{title}" description="{title}" visibility=1 itemRgb="On"'
    assert dense[2] == "chr1\t600\t1000\tCTCF_E4\t0\t.\t600\t1000\t10,190,254"


def test_another_table_bin_size_and_spacing_may_be_named(folder):
    found = annotate(
        folder / "x_5_segments.bed",
        folder / "annotation",
        folder / "out",
        folder / "emissions_4.txt",
        bin_size=50,
        spacing=300,
    )
    assert [each.label for each in found.proposals] == ["CTCF", "R"]
    assert found.neighbourhoods["TSS"].offsets[9:12] == (-300, 0, 300)


@pytest.mark.parametrize("setting", ["bin_size", "spacing"])
def test_lengths_that_are_none_name_their_setting(folder, setting):
    wrong: dict[str, Any] = {setting: 0}
    with pytest.raises(RequestError, match=f"`{setting}` 0: expected at least 1 base") as told:
        annotate(folder / "x_5_segments.bed", folder / "annotation", folder / "out", **wrong)
    assert told.value.setting == (setting,)


@pytest.mark.slow
@pytest.mark.figure
def test_gm12878s_states_are_what_their_profiles_say(dataset, tmp_path):
    """E9 is 13.2-fold at starts and 15.8-fold 1,200 bases after them: a flank, which passed for a start."""
    expected, data = dataset("chromhmm-expected"), dataset("chromhmm-gm12878")
    segments, folder = tmp_path / "GM12878_10_segments.bed", tmp_path / "annotation"
    segments.write_bytes(gzip.decompress(expected["10_default/segments"].read_bytes()))
    folder.mkdir()
    for name in ("RefSeqTSS", "RefSeqTSS2kb", "RefSeqGene", "RefSeqExon", "anchors-RefSeqTSS"):
        (folder / data[name].name).write_bytes(data[name].read_bytes())
    found = annotate(segments, folder, tmp_path / "out", expected["10_default/emissions"])
    assert [each.label for each in found.proposals] == [
        "R",
        "R",
        "R",
        "CTCF",
        "WE",
        "E",
        "PF",
        "TSS",
        "PF",
        "T",
    ]
    assert found.proposals[8].reason == (
        "H3K4me3, highest 1,200 bases after transcription starts (H3K4me3 0.63, H3K4me1 0.51, TSS 13.2-fold, "
        "TSS2kb 9.4-fold, profile 13.2 at 0, 15.8 at +1,200)"
    )


def again(folder, **more):
    return annotate(folder / "x_5_segments.bed", folder / "annotation", folder / "out", **more)


def dense_names(folder):
    lines = (folder / "out" / "x_5_classes_dense.bed").read_text().splitlines()
    return [line.split("\t")[3] for line in lines[1:]]


def test_an_edited_table_is_kept_and_drawn_when_asked_for(folder):
    again(folder)
    table = folder / "out" / "x_5_labels.tsv"
    table.write_text(table.read_text().replace("E1\tR", "E1\tWE"))
    edited = table.read_bytes()
    for _ in range(2):
        found = again(folder)
        assert table.read_bytes() == edited
        assert (found.kept, found.labels) == (table, None)
        assert table not in found.files
        assert dense_names(folder) == ["R_E1", "CTCF_E4"]
    found = again(folder, labels=table)
    assert table.read_bytes() == edited
    assert (found.kept, found.labels) == (None, table)
    assert dense_names(folder) == ["WE_E1", "CTCF_E4"]
    first = (folder / "out" / "x_5_classes_dense.bed").read_text().splitlines()[0]
    assert first == 'track name="x_5 classes" description="x_5 classes" visibility=1 itemRgb="On"'
    assert [each.label for each in found.proposals] == ["R", "CTCF"]
    assert [(each.label, each.given) for each in found.classes] == [("WE", True), ("CTCF", False)]


def test_a_proposal_that_nobody_edited_is_made_anew(folder):
    again(folder)
    (folder / "emissions_5.txt").write_text("State\tCTCF\n1\t0.9\n2\t0.9\n3\t0.9\n4\t0.8\n5\t0.9\n")
    found = again(folder)
    assert found.kept is None
    assert "E1\tCTCF" in (folder / "out" / "x_5_labels.tsv").read_text()


def test_a_table_from_elsewhere_takes_the_place_of_a_proposal_not_of_an_edited_table(folder):
    mine, table = folder / "mine.tsv", folder / "out" / "x_5_labels.tsv"
    mine.write_text("E1\tE\r\nE4\tT\r\nE5\tR\r\n")  # the fifth state occurs nowhere, the model has it
    again(folder)
    found = again(folder, labels=mine)
    assert (found.kept, table in found.files) == (None, True)
    assert table.read_text() == "E1\tE\nE4\tT\nE5\tR\n"
    assert again(folder).kept == table
    table.write_text("E1\tPF\nE4\tT\n")
    found = again(folder, labels=mine)
    assert found.kept == table
    assert table.read_text() == "E1\tPF\nE4\tT\n"
    assert dense_names(folder) == ["E_E1", "T_E4"]


def test_a_table_of_other_states_is_refused_before_anything_is_written(folder):
    (folder / "mine.tsv").write_text("E1\tE\n")
    with pytest.raises(RequestError, match=r"mine\.tsv: no line for E4"):
        again(folder, labels=folder / "mine.tsv")
    assert not (folder / "out").exists()
