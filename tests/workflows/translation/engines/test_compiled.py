from typing import Any

import pytest
import torch

from babelix.base.progress import silent
from babelix.transformer import Transformer
from babelix.transformer.compiled.live import Live
from babelix.transformer.compiled.program import Program
from babelix.workflows.translation.engines.compiled import Compiled
from babelix.workflows.translation.search import Searcher, by_beam

NUMBERS: dict[str, Any] = {"d_model": 14, "d_ff": 23, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}


@pytest.mark.parametrize("kept", [False, True])
def test_few_sentences_are_left_to_the_step_until_machine_code_is_there_which_is_told(
    kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, told = Transformer(31, **NUMBERS, dropout=0.0).eval(), list[str]()
    monkeypatch.setattr(Program, "load", lambda self: None)
    monkeypatch.setattr(Program, "is_kept", lambda self: kept)
    seen = list[int]()
    monkeypatch.setattr(Program, "wanted", lambda self, more: seen.append(more) or sum(seen))
    engine = Compiled(Live(model))
    taken = [engine.takes(many, lambda progress: told.append(progress.remark)) for many in (1, 62, 1, 1)]
    assert taken == [kept, kept, True, True]
    assert told == [] if kept else ["compiling the search for this processor: some 10 seconds of it, once"]
    assert not Compiled(Live(Transformer(31, **NUMBERS, dropout=0.0).double())).takes(64, silent)


def test_where_nothing_can_be_compiled_the_step_does_it_all_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot(self: Program) -> None:
        raise AttributeError("'function' object has no attribute 'overloads'")  # NUMBA_DISABLE_JIT=1

    told = list[str]()
    monkeypatch.setattr(Program, "load", cannot)
    monkeypatch.setattr(Program, "is_kept", lambda self: True)
    engine = Compiled(Live(Transformer(31, **NUMBERS, dropout=0.0).eval()))
    assert [engine.takes(64, lambda progress: told.append(progress.remark)) for _ in range(2)] == [False] * 2
    assert told == [
        "the search cannot be compiled here ('function' object has no attribute 'overloads'): token by token it takes "
        "longer"
    ]


@pytest.mark.slow
def test_a_searcher_finds_the_same_by_the_program() -> None:
    torch.manual_seed(3)
    model = Transformer(31, **NUMBERS, dropout=0.0).eval()
    rows = [[5 + i % 7] * (i % 5) for i in range(83)]
    search = by_beam(beam=3, alpha=0.6, n=1, forbidden=(0, 1, 3))
    by_step, by_program = (Searcher(model, precision=torch.float32, cache=cache) for cache in (False, True))
    expected, found = (each.find(rows, search, 4, silent) for each in (by_step, by_program))
    assert [[h.tokens for h in row] for row in found] == [[h.tokens for h in row] for row in expected]
