import pytest

from babelix.base.errors import RequestError
from babelix.workflows.states.combine import combine_files


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a_segments.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "a_labels.tsv").write_text("state\tproposed_class\nE1\tTSS\nE2\tR\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t400\tPF\nchr1\t400\t1000\tT\n")
    return tmp_path


def test_classes_come_from_the_states_or_the_table_beside_or_the_one_given(folder):
    found = combine_files(folder / "a_segments.bed", folder / "b.bed", folder / "out")
    assert [path.name for path in found.files] == [
        "combined_segments.bed",
        "combined_dense.bed",
        "combined_counts.tsv",
    ]
    assert found.files[0].read_text() == "chr1\t0\t600\tTSS\nchr1\t600\t1000\tT\n"
    title = 'name="combined segmentation" description="combined segmentation"'
    assert found.files[1].read_text() == (
        f'track {title} visibility=1 itemRgb="On"\n'
        "chr1\t0\t600\tTSS\t0\t.\t0\t600\t255,0,0\nchr1\t600\t1000\tT\t0\t.\t600\t1000\t0,176,80\n"
    )
    assert found.files[2].read_text() == found.combined.table()
    (folder / "mine.tsv").write_text("E1\tR\nE2\tE\n")
    (folder / "theirs.tsv").write_text("PF\tWE\nT\tR\n")
    combine_files(
        folder / "a_segments.bed",
        folder / "b.bed",
        folder / "out",
        folder / "mine.tsv",
        folder / "theirs.tsv",
    )
    assert found.files[0].read_text() == "chr1\t0\t400\tWE\nchr1\t400\t600\tR\nchr1\t600\t1000\tE\n"


def test_states_without_classes_are_refused_naming_the_settings(folder):
    (folder / "a_labels.tsv").unlink()
    with pytest.raises(
        RequestError,
        match=r"its states \(E1, E2, \.\.\.\) are no classes and .*a_labels\.tsv does not exist; run `babelix states "
        r"annotate` on it and give its PREFIX_labels\.tsv with `first_labels` or `second_labels`",
    ) as told:
        combine_files(folder / "a_segments.bed", folder / "b.bed", folder / "out")
    assert told.value.setting == ("first_labels", "second_labels")
