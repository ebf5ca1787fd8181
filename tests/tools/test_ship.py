import json
from pathlib import Path

import pytest
from tools.ship import _corpora, card

from babelix.workflows.runs.shipped import CARD_FIGURES, locate


@pytest.mark.slow
def test_the_card_names_every_corpus_with_its_terms(tiny_run: Path):
    corpora = ["tatoeba-en-fr", "pratham-books-en-fr", *_corpora(tiny_run)]
    figures = json.loads((locate("en-fr") / CARD_FIGURES).read_text(encoding="utf-8"))
    text = card("en-fr", {**figures, "corpora": corpora})
    table = [line for line in text.splitlines() if line.startswith(("| [", "| `"))]
    assert len(table) == len(corpora) == 3
    assert table[0].endswith("| CC-BY 2.0 FR |")
    assert table[1].endswith("| CC-BY 4.0 |")
    assert table[2].startswith("| `pairs.tsv` | made for this model")
    assert "babelix train recipes/translation/en-fr-gentle.toml" in text
    assert f"| test | 1196 | {figures['test']['bleu']['score']:.1f} |" in text
    assert "hours, loading included\n(NVIDIA H100 80GB HBM3), products in bfloat16" in text
