import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.label_table import labels_table, read_labels
from babelix.chromatin.annotation.labels import Proposal

PROPOSALS = [Proposal("E1", "TSS", "H3K4me3 above H3K4me1"), Proposal("E2", "R", "no mark is frequent")]


def test_what_is_written_is_read(tmp_path):
    (tmp_path / "t.tsv").write_text(labels_table(PROPOSALS))
    assert (tmp_path / "t.tsv").read_text() == (
        "state\tproposed_class\tcolour\treason\n"
        "E1\tTSS\t255,0,0\tH3K4me3 above H3K4me1\n"
        "E2\tR\t127,127,127\tno mark is frequent\n"
    )
    assert read_labels(tmp_path / "t.tsv") == {"E1": "TSS", "E2": "R"}


def test_two_columns_without_a_header_will_do(tmp_path):
    (tmp_path / "t.tsv").write_text("# mine\nE1\tWE\n\nstate\tT\n")
    assert read_labels(tmp_path / "t.tsv") == {"E1": "WE", "state": "T"}


def test_a_state_without_a_class_is_refused(tmp_path):
    (tmp_path / "t.tsv").write_text("state\tproposed_class\nE1\n")
    with pytest.raises(RequestError, match=r"t\.tsv, line 2: expected state<TAB>class, got 'E1'; give both"):
        read_labels(tmp_path / "t.tsv")
