import json
from pathlib import Path

import pytest
from tools.card import card
from tools.ship import _corpora, _stages

from babelix.base.errors import TaskError
from babelix.base.files import digest
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
    read = card("en-fr", {**figures, "read": {"words": 4345, "given": 260700}})
    assert "260,700 of them, never trained, are vectors that it reads of 4,345 words" in read
    assert f"| test | 1196 | {figures['test']['bleu']['score']:.1f} |" in text
    assert "hours (NVIDIA H100 80GB HBM3, CPU;\nproducts in bfloat16 on a GPU, in float32 on a CPU)" in text


def test_what_came_before_a_shipped_start_is_on_its_card(tmp_path: Path, began_from):
    start = locate("en-fr")
    run = began_from("en-fr", tmp_path, digest(start / "model.safetensors"))
    known = json.loads((start / CARD_FIGURES).read_text(encoding="utf-8"))
    assert _corpora(run) == [*known["corpora"], "mine.tsv"]
    assert _stages(run) == [*known["stages"], _stages(run)[-1]]
    assert {"bible-web-en-fr", "php-manual-en-fr", "rust-book-en-fr"} < set(_corpora(run))


def test_a_start_that_holds_other_weights_by_now_is_refused(tmp_path: Path, began_from):
    run = began_from("en-fr", tmp_path, "0" * 64)
    for asked in (_stages, _corpora):
        with pytest.raises(
            TaskError, match=r"began from 'en-fr' when that held other weights than .* does now"
        ):
            asked(run)
