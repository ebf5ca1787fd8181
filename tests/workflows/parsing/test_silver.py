import json
import shutil

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.trees.mikolov import Mikolov
from babelix.trees.penn import read_trees
from babelix.workflows.parsing import silver as module
from babelix.workflows.parsing.silver import Choice, make_silver

LINES = [
    "the cat saw a dog .",
    "",
    "a dog sat .",
    "The cat saw a dog",
    "the dog saw the cat .",
    "the mat sat",
    "a cat saw the mat on a mat",
    " ".join(["the"] * 13),
]


@pytest.fixture
def text(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_held_out", lambda form, listener: {("the", "mat", "sat")})
    (tmp_path / "raw.txt").write_text("".join(line + "\n" for line in LINES), encoding="utf-8")
    return str(tmp_path / "raw.txt")


def made(grammar_run, text, tmp_path, share=0.5, models=1, **more):
    return make_silver(
        [grammar_run] * models, text, tmp_path / "s.mrg", choice=Choice(share, longest=11), **more
    )


def test_the_surest_are_kept_and_the_rest_is_told(grammar_run, text, tmp_path, monkeypatch):
    found = made(grammar_run, text, tmp_path)
    assert (found.kept, found.parsed) == (2, 4)
    assert found.left_out == {"in the treebank's val or test files": 1, "said before": 1, "too long": 1}
    lines = (tmp_path / "s.mrg").read_text(encoding="utf-8").splitlines()
    trees = [placed.tree for placed in read_trees(lines, "s.mrg")]
    table = [json.loads(line) for line in (tmp_path / "s.mrg.parsed.jsonl").read_text().splitlines()[1:]]
    assert [row["tree"] for row in table if row["sure"] >= found.least] == lines
    assert found.least == sorted(row["sure"] for row in table)[2]
    assert all(" ".join(tree.words) in LINES for tree in trees)
    # Another share of the same takes no parser.
    monkeypatch.setattr(module, "load_any", lambda folder: pytest.fail("parsed again"))
    assert made(grammar_run, text, tmp_path, 1.0).kept == 4


def test_of_several_parsers_a_tree_is_as_sure_as_the_others_agree(grammar_run, tree_run, text, tmp_path):
    with pytest.raises(RequestError, match="given twice, and agrees with itself"):
        made(grammar_run, text, tmp_path, models=2)
    with pytest.raises(RequestError, match="expected a file, got a folder"):
        make_silver([grammar_run], text, tmp_path)
    found = make_silver([grammar_run, tree_run], text, tmp_path / "two.mrg", choice=Choice(1.0, 3))
    assert found.parsed == found.kept == 3
    assert 0 <= found.least < 100


def test_what_was_stopped_is_gone_on_with(grammar_run, text, tmp_path, monkeypatch):
    whole = made(grammar_run, text, tmp_path).trees.read_bytes()
    monkeypatch.setattr(module, "_PIECE", 3)
    folder = tmp_path / "again"

    def stop(progress):
        raise KeyboardInterrupt

    folder.mkdir()
    with pytest.raises(TaskError, match=r"stopped after 3 sentences; .*part has them: go on by `resume`"):
        made(grammar_run, text, folder, listener=stop)
    with pytest.raises(RequestError, match="is an earlier attempt at"):
        made(grammar_run, text, folder)
    assert made(grammar_run, text, folder, resume=True).trees.read_bytes() == whole


def test_what_cannot_be_parsed_is_refused(grammar_run, text, tmp_path):
    for share, told in ((0.0, "`share` 0.0: expected a share above 0, up to 1"), (1.5, "`share` 1.5")):
        with pytest.raises(RequestError, match=told):
            made(grammar_run, text, tmp_path, share)
    with pytest.raises(RequestError, match="expected a file of a sentence a line, or ptb-words"):
        made(grammar_run, "none.txt", tmp_path)
    with pytest.raises(RequestError, match="expected a `model` to parse with"):
        made(grammar_run, text, tmp_path, models=0)
    empty = tmp_path / "empty.txt"
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(RequestError, match="no sentence is left to parse of 1"):
        made(grammar_run, str(empty), tmp_path)
    made(grammar_run, text, tmp_path)
    other = shutil.copytree(grammar_run, tmp_path / "other")
    with pytest.raises(RequestError, match="holds what other parsers, or another text, came to"):
        made(other, text, tmp_path)


@pytest.mark.slow
def test_nothing_of_the_test_files_is_in_the_text(dataset):
    for name in ("treebank", "ptb-words"):
        dataset(name)
    found, left_out, _ = module._sentences(
        "ptb-words", Choice(longest=40, limit=30_000), lambda progress: None
    )
    assert len(found) == 30_000
    assert left_out["in the treebank's val or test files"] > 0
    held_out = module._held_out(Mikolov({word for words in found for word in words}), lambda p: None)
    assert not held_out & set(found)
