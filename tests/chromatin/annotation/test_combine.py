from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.combine import PRECEDENCE, combine
from babelix.chromatin.segments.segments import Segments, read_segments

FIRST = {"E1": "TSS", "E2": "R", "E3": "T"}
SECOND = {"S1": "TSS", "S2": "E", "S3": "R"}


OTHER = "chr1\t0\t100\tS1\nchr1\t100\t300\tS2\nchr1\t300\t450\tS3\nchr1\t450\t600\tS2\n"


def both(tmp_path: Path, second: str = OTHER) -> tuple[Segments, Segments]:
    (tmp_path / "a.bed").write_text(
        "chr1\t0\t200\tE1\nchr1\t200\t400\tE2\nchr1\t400\t600\tE3\nchr2\t0\t100\tE1\n"
    )
    (tmp_path / "b.bed").write_text(second)
    return read_segments(tmp_path / "a.bed"), read_segments(tmp_path / "b.bed")


def test_rules_by_hand(tmp_path):
    found = combine(*both(tmp_path), FIRST, SECOND)
    rows = [
        (int(s), int(e), PRECEDENCE[c])
        for s, e, c in zip(
            found.segments.intervals.start, found.segments.intervals.end, found.segments.codes, strict=True
        )
    ]
    # 0-100 TSS and TSS; 100-200 TSS before E; 200-300 R and E; 300-400 R and R; 400-450 T and R; 450-600 E before T.
    assert rows == [(0, 200, "TSS"), (200, 300, "E"), (300, 400, "R"), (400, 450, "T"), (450, 600, "E")]
    assert (found.agreed, found.one_active, found.by_precedence) == (200, 150, 250)
    summary = found.summary()
    assert summary["E"] == {"elements": 2, "bases": 250}
    assert summary["PF"] == {"elements": 0, "bases": 0}
    assert summary["enhancer-like"] == {"elements": 2, "bases": 250}
    assert summary["promoter-like"] == {"elements": 1, "bases": 200}


def test_the_table_by_hand(tmp_path):
    found = combine(*both(tmp_path), FIRST, SECOND)
    rows = [line.split("\t") for line in found.table().splitlines()]
    assert rows[0] == ["class", "elements", "bases", "percent", "meaning"]
    assert rows[1][:4] == ["TSS", "1", "200", "33.3333"]
    assert [row[0] for row in rows[1:]] == [*PRECEDENCE, "enhancer-like", "promoter-like"]
    assert rows[3] == ["E", "2", "250", "41.6667", "predicted enhancer"]
    assert rows[-2:] == [
        ["enhancer-like", "2", "250", "41.6667", "E and WE"],
        ["promoter-like", "1", "200", "33.3333", "TSS and PF"],
    ]


def test_combining_with_itself_changes_nothing(tmp_path):
    first, _ = both(tmp_path)
    found = combine(first, first, FIRST, FIRST)
    assert found.agreed == first.intervals.bases()
    assert found.summary()["R"]["bases"] == 200


def test_a_region_of_neighbouring_classes_is_one(tmp_path):
    first, _ = both(tmp_path)
    classes = {"E1": "E", "E2": "WE", "E3": "R"}
    summary = combine(first, first, classes, classes).summary()
    assert summary["enhancer-like"] == {"elements": 2, "bases": 500}
    assert (summary["E"]["elements"], summary["WE"]["elements"]) == (2, 1)


def test_errors(tmp_path):
    first, second = both(tmp_path)
    with pytest.raises(RequestError, match=r"a\.bed: state 'E3' has no class"):
        combine(first, second, {"E1": "TSS", "E2": "R"}, SECOND)
    with pytest.raises(RequestError, match=r"b\.bed: state 'S1' has the class 'promoter'"):
        combine(first, second, FIRST, SECOND | {"S1": "promoter"})
    with pytest.raises(RequestError, match="share no base"):
        combine(*both(tmp_path, "1\t0\t100\tS1\n"), FIRST, SECOND)
