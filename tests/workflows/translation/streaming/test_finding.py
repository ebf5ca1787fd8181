import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from babelix.base.progress import silent
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.streaming.finding import Finding

LINES = ["the cat. a dog.", "", "a dog sees."]


def test_what_is_asked_is_what_is_found_in_another_process_too(tiny_run: Path) -> None:
    asked = Finding(tiny_run, wishes=Wishes.of(("urls",), {"cat": "chat"}), search={"beam": 2, "alpha": 0.5})
    finding = pickle.loads(pickle.dumps(asked))
    translator = finding.translator()
    best = finding.find_with(translator)(LINES, silent)
    assert best == [[each] for each in translator.translate(LINES, beam=2, alpha=0.5)]
    assert [
        len(each)
        for each in replace(finding, n_best=2, wishes=Wishes()).find_with(
            replace(finding, wishes=Wishes()).translator()
        )(LINES, silent)
    ] == [2, 2, 2]
    drawn = replace(finding, samples=3, drawing={"seed": 5}, repetition=(2, None), wishes=Wishes())
    several = drawn.find_with(drawn.translator())(LINES, silent)
    assert several == drawn.translator().sample(LINES, 3, seed=5)
    assert drawn.translator().repetition.no_repeat_ngram == 2


@pytest.mark.slow
def test_another_process_finds_what_this_one_finds(tiny_run: Path) -> None:
    finding = Finding(tiny_run, search={"beam": 2, "alpha": None})
    here = finding.find_with(finding.translator())
    with finding.workers(1, silent, device="cpu", threads=None) as workers:
        found = list(workers.in_order([LINES, LINES[:1]]))
    assert found == [(some, here(some, silent)) for some in (LINES, LINES[:1])]
