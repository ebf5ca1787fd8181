import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.label_table import decided, edited, labels_table, read_classes, read_labels
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


@pytest.mark.parametrize("line", ["E1", "E1\t", "E1\t  ", "\tTSS"])
def test_half_a_line_is_refused(tmp_path, line):
    (tmp_path / "t.tsv").write_text(f"{line}\n")
    with pytest.raises(RequestError, match=r"t\.tsv, line 1: expected state<TAB>class, got .*; give both"):
        read_labels(tmp_path / "t.tsv")


def test_a_table_as_spreadsheets_save_it(tmp_path):
    (tmp_path / "t.tsv").write_bytes(b"\xef\xbb\xbfState\tclass\r\nE1 \tTSS \t\r\nE2\tR\r\n")
    assert read_labels(tmp_path / "t.tsv") == {"E1": "TSS", "E2": "R"}


def test_a_state_that_stands_there_twice_is_refused(tmp_path):
    (tmp_path / "t.tsv").write_text("E1\tTSS\nE2\tR\nE1\tTSS\n")
    with pytest.raises(
        RequestError, match=r"t\.tsv, line 3: the state 'E1' stands there twice; give each .* one"
    ):
        read_labels(tmp_path / "t.tsv")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("E1\tTSS\n", r"no line for E3; give each of the segmentation's 2 states a class"),
        (
            "E1\tTSS\nE3\tR\nE5\tR\n",
            r"the segmentation has no E5 \(its states: E1, E3\); give the table of these",
        ),
        (
            "E1\tTSS\nE3\tRR\n",
            r"E3 has the class 'RR'; did you mean 'R'\?; expected one of TSS, PF, E, WE, CTCF",
        ),
        ("E1\tTSS\nE2\tx\nE3\tR\n", r"E2 has the class 'x'; expected one of"),
    ],
)
def test_a_table_of_other_states_is_refused(tmp_path, rows, said):
    (tmp_path / "t.tsv").write_text(rows)
    with pytest.raises(RequestError, match=rf"t\.tsv: {said}"):
        read_classes(tmp_path / "t.tsv", ["E1", "E3"], ["E1", "E2", "E3"])


def test_states_of_the_model_that_occur_nowhere_may_have_a_class(tmp_path):
    (tmp_path / "t.tsv").write_text("E1\tTSS\nE2\tWE\nE3\tR\n")
    assert read_classes(tmp_path / "t.tsv", ["E1", "E3"], ["E1", "E2", "E3"])["E3"] == "R"


def test_what_a_person_decided():
    same, other = decided(PROPOSALS, {"E1": "TSS", "E2": "WE"}, "mine.tsv")
    assert same == PROPOSALS[0]
    reason = "given in mine.tsv; the rules propose R: no mark is frequent"
    assert other == Proposal("E2", "WE", reason, given=True)


def test_a_table_is_edited_when_it_is_neither_the_last_proposal_nor_the_new_one(tmp_path):
    table, last = tmp_path / "labels.tsv", tmp_path / "proposed.tsv"
    assert not edited(table, last, "new")
    table.write_text("old")
    assert edited(table, last, "new")  # what it was proposed as is not known
    assert not edited(table, last, "old")
    last.write_text("old")
    assert not edited(table, last, "new")
    table.write_text("mine")
    assert edited(table, last, "new")
