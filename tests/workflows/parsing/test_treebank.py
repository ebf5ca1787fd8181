import gzip
from itertools import count

import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.brackets import FIGURES, bracket_statistics
from babelix.trees.parses import parse_of
from babelix.trees.penn import bracketed
from babelix.trees.stripping import Stripping
from babelix.trees.tree import Tree
from babelix.workflows.parsing.settings import DataSettings
from babelix.workflows.parsing.treebank import load_treebank, named_trees, trees_of_file

TRACES = "( (S (NP-SBJ (NN cat)) (VP (VBD sat))) )\n( (S (NP (-NONE- *))) )\n"


def own(**values):
    return DataSettings.read(values, "a test")


@pytest.mark.slow
def test_the_sample_has_its_splits(dataset):
    dataset("treebank")
    counts = [len(named_trees("treebank", split, Stripping())[0]) for split in ("val", "test")]
    assert counts == [273, 245]


def test_files_are_read_plain_and_gzipped(tmp_path):
    (tmp_path / "a.mrg").write_text(TRACES, encoding="utf-8")
    (tmp_path / "b.mrg.gz").write_bytes(gzip.compress(TRACES.encode()))
    bank = load_treebank(own(train=["a.mrg"], val=["b.mrg.gz"], silver=["a.mrg"]), tmp_path)
    assert [bracketed(tree) for tree in bank.train] == ["(S (NP (NN cat)) (VP (VBD sat)))"]
    assert bank.train == bank.val == bank.silver
    assert bank.wordless == 3
    assert sorted(bank.checksums) == ["a.mrg", "b.mrg.gz"]


def test_what_holds_no_trees_is_refused(tmp_path):
    (tmp_path / "empty.mrg").write_text("\n", encoding="utf-8")
    (tmp_path / "broken.mrg").write_text("(S (NN cat)\n", encoding="utf-8")
    with pytest.raises(
        RequestError, match=r"data.train: there are no trees in empty\.mrg; are the files empty\?"
    ):
        load_treebank(own(train=["empty.mrg"], val=["empty.mrg"]), tmp_path)
    with pytest.raises(RequestError, match=r"broken\.mrg, line 1: a tree that is never closed"):
        trees_of_file(tmp_path / "broken.mrg", Stripping())
    with pytest.raises(RequestError, match=r"none\.mrg"):
        trees_of_file(tmp_path / "none.mrg", Stripping())
    with pytest.raises(RequestError, match="multi30k is no data set of trees; expected treebank"):
        named_trees("multi30k", "test", Stripping())
    with pytest.raises(RequestError, match="treebank has no split 'tets'; did you mean 'test'"):
        named_trees("treebank", "tets", Stripping())


def altered(tree, numbers):
    """Every third constituent gone, every seventh X, every eleventh word NN."""
    mine = next(numbers)
    if tree.word is not None:
        return [Tree("NN", word=tree.word) if mine % 11 == 0 else tree]
    children = tuple(each for child in tree.children for each in altered(child, numbers))
    return list(children) if mine % 3 == 2 else [Tree("X" if mine % 7 == 3 else tree.label, children)]


@pytest.mark.figure
@pytest.mark.slow
def test_fifty_trees_score_as_pyevalb_has_them(dataset):
    """PYEVALB 0.1.3 printed these of the same trees without punctuation, and with PRT as ADVP: it takes off neither."""
    dataset("treebank")
    trees, _ = named_trees("treebank", "val", Stripping())
    numbers = count()
    guesses = [Tree("S", tuple(altered(tree, numbers))) for tree in trees[:50]]
    gold, proposed = ([parse_of(tree) for tree in each] for each in (trees[:50], guesses))
    sums = bracket_statistics(gold, proposed).rows.sum(0)
    found = [f"{float(each.scores(sums)):.2f}" for each in FIGURES]
    assert found == ["68.90", "83.27", "58.76", "0.00", "91.57"]
    assert sums.tolist() == [617, 1050, 741, 0, 50, 1075, 1174]
