import math
from typing import Any, cast

import pytest

from babelix.base.errors import TaskError
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.engines.choose import Asked, Plain
from babelix.workflows.translation.engines.ctranslate2 import CTranslate2
from babelix.workflows.translation.translator import load_translator

LINES = ["The animal didn't cross the street because it was too tired.", "", "He likes it. She has 25 cats!"]


@pytest.mark.slow
@pytest.mark.parametrize("beam", [1, 4])
def test_the_library_says_what_the_step_says(beam: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ctranslate2", reason="the extra `ctranslate2` is not installed")
    ours, theirs = (load_translator(locate("en-fr"), engine=name) for name in ("babelix", "ctranslate2"))
    expected = ours.translate(LINES, beam=beam)
    found = theirs.translate(LINES, beam=beam, batch_size=2)
    assert [each.text for each in found] == [each.text for each in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=0.02)


class _Library:
    """Says what it is told to, and notes the limits it was given."""

    def __init__(self, says: dict[int, list[list[str]]], score: float = -1.0) -> None:
        self.says, self.limits, self.score = says, list[int](), score

    def translate_batch(self, rows: Any, *, max_decoding_length: int, **_: Any) -> Any:
        self.limits.append(max_decoding_length)
        said = self.says[max_decoding_length]
        result = type("Result", (), {"hypotheses": said, "scores": [self.score] * len(said)})
        return [result for _ in rows]


def _engine(library: _Library) -> CTranslate2:
    engine = CTranslate2.__new__(CTranslate2)
    engine._translator, engine._words = library, None
    ids = {"a": 7, "</s>": 2}
    engine._subwords = cast(
        Any,
        type("Pieces", (), {"pieces": lambda self, row: row, "id_of": lambda self, piece: ids[piece]})(),
    )
    return engine


def test_scores_that_are_no_numbers_are_refused_as_the_step_refuses_them() -> None:
    engine = _engine(_Library({5: [["a", "</s>"]]}, math.nan))
    with pytest.raises(TaskError, match="log-probabilities are not numbers"):
        engine.find(Asked([[7]], [5], Plain(1, 0.6, ()), 8), lambda _: None)


def test_a_sentence_that_goes_beyond_its_own_limit_is_searched_again_by_itself() -> None:
    library = _Library({5: [["a", "a", "a", "</s>"]], 3: [["a", "a", "a"], ["a", "</s>"]]})
    engine, told = _engine(library), list[int]()
    found = engine.find(Asked([[7], [7, 7]], [3, 5], Plain(1, 0.6, ()), 8), told.append)
    assert [(each.tokens, each.finished) for each in found] == [((7,), True), ((7, 7, 7), True)]
    assert (library.limits, told) == ([5, 3], [2])
