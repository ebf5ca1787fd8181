from typing import Any

import pytest
import torch

from babelix.base.progress import silent
from babelix.transformer import Transformer
from babelix.transformer.compiled.program import Program
from babelix.workflows.translation.engines.compiled import Compiled
from babelix.workflows.translation.search import Searcher, by_beam

NUMBERS: dict[str, Any] = {"d_model": 14, "d_ff": 23, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}


@pytest.mark.parametrize("kept", [False, True])
def test_few_sentences_are_left_to_the_step_until_the_program_is_loaded(
    kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Transformer(31, **NUMBERS, dropout=0.0).eval()
    monkeypatch.setattr(Program, "load", staticmethod(lambda: None))
    monkeypatch.setattr(Program, "is_kept", staticmethod(lambda: kept))
    engine = Compiled(model)
    assert (engine.takes(1), engine.takes(15), engine.takes(16), engine.takes(64)) == (
        False,
        False,
        kept,
        True,
    )
    assert engine.takes(1)
    # A file that may be gone on with is searched in one way, however few sentences are left of it.
    assert (Compiled(model, many=True).takes(1), Compiled(model, many=True).takes(64)) == (kept, True)
    assert not Compiled(Transformer(31, **NUMBERS, dropout=0.0).double()).takes(64)


def test_where_nothing_can_be_compiled_the_step_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot() -> None:
        raise AttributeError("'function' object has no attribute 'overloads'")  # NUMBA_DISABLE_JIT=1

    monkeypatch.setattr(Program, "load", staticmethod(cannot))
    engine = Compiled(Transformer(31, **NUMBERS, dropout=0.0).eval())
    assert (engine.takes(64), engine.takes(64)) == (False, False)


@pytest.mark.slow
def test_a_searcher_finds_the_same_by_the_program() -> None:
    torch.manual_seed(3)
    model = Transformer(31, **NUMBERS, dropout=0.0).eval()
    rows = [[5 + i % 7] * (i % 5) for i in range(83)]
    search = by_beam(beam=3, alpha=0.6, n=1, forbidden=(0, 1, 3))
    by_step, by_program = (Searcher(model, precision=torch.float32, cache=cache) for cache in (False, True))
    expected, found = (each.find(rows, search, 4, silent) for each in (by_step, by_program))
    assert [[h.tokens for h in row] for row in found] == [[h.tokens for h in row] for row in expected]
