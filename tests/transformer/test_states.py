from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.text import END, Subwords
from babelix.transformer import Transformer
from babelix.transformer.states import encoder_states


@pytest.fixture(scope="module")
def subwords():
    return Subwords.train(["it sleeps it sleeps"] * 7, 267)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    sizes: Any = {"d_model": 8, "d_ff": 11, "heads": 2, "encoder_layers": 2, "decoder_layers": 1}
    return Transformer(267, dropout=0.0, **sizes).eval()


def test_a_word_is_the_mean_of_its_subwords(model, subwords):
    texts = ["it was", "It sleeps, as it was."]
    one, other = encoder_states(model, subwords, texts, 31)
    assert one.words == ("it", "was")
    assert other.words == ("It", "sleeps", ",", "as", "it", "was", ".")
    (row,) = subwords.encode(["it was"])
    with torch.no_grad():
        memory = model.encode(torch.tensor([[*row, END]]))[0][0].numpy()
        E = model.E(torch.tensor(row)).numpy()
    split = len(subwords.encode(["it"])[0])
    assert split < len(row) - 1
    expected = [memory[:split].mean(0), memory[split : len(row)].mean(0)]
    np.testing.assert_allclose(one.states, expected, atol=1e-5)
    np.testing.assert_allclose(one.embeddings, [E[:split].mean(0), E[split:].mean(0)], atol=1e-6)


def test_neighbours_change_a_state_and_no_embedding(model, subwords):
    one, other = encoder_states(model, subwords, ["it was", "it sleeps"], 31)
    np.testing.assert_allclose(one.embeddings[0], other.embeddings[0])
    assert not np.allclose(one.states[0], other.states[0], atol=1e-3)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("zzzzz", 5)])
def test_what_the_model_cannot_read(model, subwords, text, count):
    with pytest.raises(RequestError, match=f"sentence 2 has {count} subwords; expected 1 to 4"):
        encoder_states(model, subwords, ["it", text], 5)
