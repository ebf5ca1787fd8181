from pathlib import Path

import numpy as np
import pytest
import torch

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.text import END, START
from babelix.workflows.translation.attention import attention_maps
from babelix.workflows.translation.run import Run, load_run


@pytest.fixture(scope="module")
def run(tiny_run: Path) -> Run:
    return load_run(tiny_run)


def test_maps_are_the_models_own_with_the_tokens_that_were_read_and_chosen(run: Run) -> None:
    source, target = run.subwords.encode(["the cat sees.", "le chat."])
    found = attention_maps(run.model, run.subwords, source, target, name="mine", title="a title")
    assert (found.title, [one.kind for one in found.maps]) == ("a title", ["encoder", "decoder", "cross"])
    encoder, decoder, cross = found.maps
    read, given = [START, *target], [*source, END]
    assert encoder.queries == encoder.keys == cross.keys == run.subwords.labels(given)
    assert decoder.queries == decoder.keys == run.subwords.labels(read)
    assert cross.queries == run.subwords.labels([*target, END])
    assert (encoder.causal, decoder.causal, cross.causal) == (False, True, False)
    assert {one.model for one in found.maps} == {"mine"}
    expected = run.transformer.attentions(torch.tensor([given]), torch.tensor([read]))
    for one, layers in zip(
        (encoder, decoder, cross), (expected.encoder, expected.decoder, expected.cross), strict=True
    ):
        np.testing.assert_array_equal(one.weights, np.stack([layer[0].numpy() for layer in layers]))


def test_a_recurrent_model_looks_at_the_source_alone(run: Run) -> None:
    source, target = run.subwords.encode(["the cat sees.", "le chat."])
    torch.manual_seed(3)
    model = EncoderDecoder(len(run.subwords), d_model=5, hidden=3, dropout=0.0).eval()
    (cross,) = attention_maps(model, run.subwords, source, target, name="mine", title="a title").maps
    assert (cross.kind, cross.weights.shape) == ("cross", (1, 1, len(target) + 1, len(source) + 1))
    assert (cross.queries, cross.keys) == (
        run.subwords.labels([*target, END]),
        run.subwords.labels([*source, END]),
    )
    np.testing.assert_allclose(cross.weights.sum(-1), 1, rtol=1e-5)
