import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.one_hot import encoded
from babelix.workflows.dna.places import Source


def test_a_region_is_counted_as_people_do(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "g.fa").write_text(">chr1\nGGACTN\n")
    found = encoded(None, Source(str(tmp_path / "g.fa"), rename_contigs="ucsc"), "1:3-6")
    assert (found.title, found.letters, found.first) == ("chr1:3-6 of g.fa", "ACTN", 3)
    assert found.rows.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_what_is_refused():
    with pytest.raises(RequestError, match="expected bases A C G T N, got none"):
        encoded(" ", None, None)
    with pytest.raises(RequestError, match="2,001 bases: expected at most 2,000"):
        encoded("A" * 2_001, None, None)
    with pytest.raises(RequestError, match="expected bases, or a `genome` and a `region` of it"):
        encoded(None, None, None)
