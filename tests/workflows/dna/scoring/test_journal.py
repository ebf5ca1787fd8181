import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring import journal
from babelix.workflows.dna.scoring.results import SCORES, AtStart, Scored

ROWS = [
    Scored("c:7:A:G", "scored", {"a": dict.fromkeys(SCORES, -1 / 3) | {"l2": 1e-17}, "b": {"sad": 7.0}}),
    Scored("c:8:é:*", "star"),
    Scored("c:9:A:C", "scored", {"a": {"l2": 5.0}, "b": {}}, {"own": "x|y", "n": 3.5}, {"X": "C|1"},
           (AtStart("é", "c:7", {"a": {"sad": 2.5}, "b": {}}),)),
]  # fmt: skip


def test_rows_come_back_as_they_were(tmp_path):
    paths = [tmp_path / "1", tmp_path / "2"]
    for path, rows in zip(paths, (ROWS[:2], ROWS[2:]), strict=True):
        path.write_text(journal.first_line({"model": "é"}) + "".join(map(journal.line, rows)), "utf-8")
    assert list(journal.read_rows(paths, ["a", "b"])) == ROWS
    assert journal.read_first(paths[1]) == {"model": "é"}


@pytest.mark.parametrize("text", ["", "scores\n", '{"other": 1}\n', "[1]\n"])
def test_what_is_no_journal_is_refused(tmp_path, text):
    (tmp_path / "x").write_text(text)
    with pytest.raises(RequestError, match="x does not hold scores that can be gone on with; delete it"):
        journal.read_first(tmp_path / "x")
