import json
from pathlib import Path

import pytest
import torch
from tools.card import card
from tools.ship import _corpora, _stages, mixed

from babelix.base.errors import TaskError
from babelix.base.files import digest
from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors, save_tensors
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


def test_a_share_of_what_a_run_began_from_is_mixed_in(tmp_path: Path, began_from):
    start = locate("en-fr") / "model.safetensors"
    run = began_from("en-fr", tmp_path, digest(start))
    theta_0 = unpack(load_tensors(start)[0])
    save_tensors(
        run / "model.safetensors", {name: weight + 4 for name, weight in theta_0.items()}, {"step": 7}
    )
    weights, state = mixed(run, 0.25)
    assert state["step"] == 7
    assert list(weights) == list(theta_0)
    assert all(torch.allclose(weights[name], theta_0[name] + 3, atol=1e-5) for name in theta_0)
    assert all(torch.equal(weight, theta_0[name] + 4) for name, weight in mixed(run, 0)[0].items())


def test_the_card_says_what_was_mixed():
    figures = json.loads((locate("en-fr") / CARD_FIGURES).read_text(encoding="utf-8"))
    text = card("en-fr", {**figures, "start_share": 0.125})
    assert "en-fr --start-share 0.125\n" in text
    assert "Each weight is 88% what the last stage came to and 12% what it began from" in text
    assert "what it began from" not in card("en-fr", {**figures, "start_share": 0.0})
