from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.parsing.evaluate import Gold, evaluate

GOLD = "( (S (NP-SBJ (DT The) (NN cat)) (VP (VBD sat))) )\n( (S (NP (NN Cats)) (VP (VBP sit))) )\n"
WRONG = "(S (NP (DT The) (JJ cat)) (VP (VBD sat)))\n(S (NP (NN Cats) (VP (VBP sit))))\n"


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / name for name in ("gold.mrg", "right.trees", "wrong.trees")]
    for path, text in zip(paths, (GOLD, GOLD, WRONG), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_files_of_trees_are_scored_and_compared(files):
    gold, right, wrong = files
    found = evaluate(None, [right, wrong], gold=Gold(reference=gold), resamples=31)
    first, second = found.systems
    assert first.scores.f1.score == first.scores.exact.score == first.scores.tagging.score == 100
    # Of the second tree's three brackets S, NP and VP, NP is over both words: 5 of 6 on both sides.
    assert second.scores.f1.score == pytest.approx(100 * 5 / 6)
    assert second.scores.tagging.score == 80
    assert second.short == second.scores or second.short.f1.score == second.scores.f1.score
    (pair,) = found.compared
    assert (pair.baseline, pair.system) == (str(right), str(wrong))
    assert pair.metrics[0].difference.score == pytest.approx(-100 / 6)
    assert second.lines == WRONG.splitlines()


@pytest.mark.slow
def test_a_run_is_scored_on_trees_of_a_file(tree_run, tree_recipe):
    found = evaluate(
        tree_run, gold=Gold(reference=tree_recipe.parent / "val.mrg"), resamples=11, search={"beam": 1}
    )
    (system,) = found.systems
    assert system.scores.sentences == 5
    assert system.name == "run"
    assert len(system.lines) == 5


def test_what_makes_no_sense_is_refused(files, tmp_path):
    gold, right, _ = files
    empty, other = tmp_path / "empty.mrg", tmp_path / "other.trees"
    empty.write_text("", encoding="utf-8")
    other.write_text("(S (X a))\n(S (X b))\n", encoding="utf-8")
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "there is nothing to score: give a `run`, or trees as `hypothesis` FILE"),
        (
            {"hypotheses": [right], "gold": Gold("treebank", None, gold)},
            "give `name`, or `reference`, not both",
        ),
        (
            {"hypotheses": [right], "gold": Gold(reference=empty)},
            r"empty\.mrg holds no trees to score against",
        ),
        (
            {"hypotheses": [other], "gold": Gold(reference=gold)},
            r"other\.trees: tree 1 is over other words than its gold tree",
        ),
        (
            {"hypotheses": [empty], "gold": Gold(reference=gold)},
            r"empty\.mrg: expected as many trees as gold has \(2\), got 0",
        ),
    )
    for given, told in cases:
        with pytest.raises(RequestError, match=told):
            evaluate(**given)
