from typing import Any

import pytest
import torch

from babelix.base.progress import silent
from babelix.transformer import Transformer
from babelix.workflows.translation.engines.compiled import Compiled
from babelix.workflows.translation.search import Searcher, by_beam

NUMBERS: dict[str, Any] = {"d_model": 14, "d_ff": 23, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}


def test_few_sentences_are_left_to_the_step_until_the_program_is_loaded() -> None:
    engine = Compiled(Transformer(31, **NUMBERS, dropout=0.0).eval())
    assert (engine.takes(1), engine.takes(16)) == (False, True)
    engine._loaded = True
    assert engine.takes(1)
    assert not Compiled(Transformer(31, **NUMBERS, dropout=0.0).double()).takes(16)


@pytest.mark.slow
def test_a_searcher_finds_the_same_by_the_program() -> None:
    torch.manual_seed(3)
    model = Transformer(31, **NUMBERS, dropout=0.0).eval()
    rows = [[5 + i % 7] * (i % 5) for i in range(23)]
    search = by_beam(beam=3, alpha=0.6, n=1, forbidden=(0, 1, 3))
    by_step, by_program = (Searcher(model, precision=torch.float32, cache=cache) for cache in (False, True))
    expected, found = (each.find(rows, search, 4, silent) for each in (by_step, by_program))
    assert [[h.tokens for h in row] for row in found] == [[h.tokens for h in row] for row in expected]
