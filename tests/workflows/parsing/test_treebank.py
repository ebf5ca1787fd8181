import gzip

import pytest

from babelix.base.errors import RequestError
from babelix.trees.penn import bracketed
from babelix.trees.stripping import Stripping
from babelix.workflows.parsing.treebank import load_treebank, named_trees, trees_of_file

TRACES = "( (S (NP-SBJ (NN cat)) (VP (VBD sat))) )\n( (S (NP (-NONE- *))) )\n"


@pytest.mark.slow
def test_the_sample_has_its_splits(dataset):
    dataset("treebank")
    counts = [len(named_trees("treebank", split, Stripping())[0]) for split in ("val", "test")]
    assert counts == [273, 245]


def test_files_are_read_plain_and_gzipped(tmp_path):
    (tmp_path / "a.mrg").write_text(TRACES, encoding="utf-8")
    (tmp_path / "b.mrg.gz").write_bytes(gzip.compress(TRACES.encode()))
    bank = load_treebank(None, ["a.mrg"], ["b.mrg.gz"], tmp_path, Stripping())
    assert [bracketed(tree) for tree in bank.train] == ["(S (NP (NN cat)) (VP (VBD sat)))"]
    assert bank.train == bank.val
    assert bank.wordless == 2
    assert sorted(bank.checksums) == ["a.mrg", "b.mrg.gz"]


def test_what_holds_no_trees_is_refused(tmp_path):
    (tmp_path / "empty.mrg").write_text("\n", encoding="utf-8")
    (tmp_path / "broken.mrg").write_text("(S (NN cat)\n", encoding="utf-8")
    with pytest.raises(
        RequestError, match=r"data.train: there are no trees in empty\.mrg; are the files empty\?"
    ):
        load_treebank(None, ["empty.mrg"], ["empty.mrg"], tmp_path, Stripping())
    with pytest.raises(RequestError, match=r"broken\.mrg, line 1: a tree that is never closed"):
        trees_of_file(tmp_path / "broken.mrg", Stripping())
    with pytest.raises(RequestError, match=r"none\.mrg"):
        trees_of_file(tmp_path / "none.mrg", Stripping())
    with pytest.raises(RequestError, match="multi30k is no data set of trees; expected treebank"):
        named_trees("multi30k", "test", Stripping())
    with pytest.raises(RequestError, match="treebank has no split 'tets'; did you mean 'test'"):
        named_trees("treebank", "tets", Stripping())
