from typing import Any

import pytest
import torch

from babelix.decoding import beam_search
from babelix.transformer import Transformer
from babelix.transformer.pointer import Pointer, PointingStep

# Ids 0 to 2 pad, start, end; 3 is a bracket, 4 says a word; 5 begins a word of the source, 6 goes on with one.
POINTER = Pointer(torch.tensor([0, 0, 1, 0, 0, 1, 0]).bool(), torch.tensor([0, 0, 0, 0, 1, 0, 0]).bool())
SOURCE = torch.tensor([[5, 6, 6, 5, 2], [5, 2, 0, 0, 0]])


@pytest.fixture
def model():
    torch.manual_seed(3)
    return Transformer(
        7, d_model=8, d_ff=11, heads=2, encoder_layers=1, decoder_layers=2, dropout=0.0, pre_norm=True
    ).eval()


def test_a_word_is_the_mean_of_its_subwords_and_the_end_is_one():
    memory = torch.arange(2 * 5 * 2, dtype=torch.float32).reshape(2, 5, 2)
    words = POINTER.words(memory, SOURCE, 0)
    expected = torch.stack([memory[0, :3].mean(0), memory[0, 3], memory[0, 4]])
    torch.testing.assert_close(words[0], expected)
    torch.testing.assert_close(words[1], torch.stack([memory[1, 0], memory[1, 1], torch.zeros(2)]))


def test_a_token_stands_beside_the_word_that_is_next_after_it():
    words = torch.arange(3, dtype=torch.float32)[None, :, None].expand(1, 3, 2)
    places = POINTER.said(torch.tensor([[1, 3, 4, 3, 4, 4]])).cumsum(1)
    assert places.tolist() == [[0, 0, 1, 1, 2, 3]]
    assert POINTER.beside(words, places)[0, :, 0].tolist() == [0, 0, 1, 1, 2, 2]


def test_step_by_step_is_all_at_once(model):
    target = torch.tensor([[1, 3, 4, 3, 4], [1, 3, 4, 3, 3]])
    at_once = model.logits(POINTER.hidden(model, SOURCE, target), 5).log_softmax(-1)
    step = PointingStep(model, POINTER, 5)
    state = step.start(SOURCE)
    for i in range(target.shape[1]):
        log_probs, state = step(target[:, i], state)
        torch.testing.assert_close(log_probs, at_once[:, i])
    alone = POINTER.hidden(model, SOURCE[1:, :2], target[1:])
    torch.testing.assert_close(alone[0], POINTER.hidden(model, SOURCE, target)[1])


def test_what_it_reads_beside_matters(model):
    target = torch.tensor([[1, 3, 4]])
    plain, pointed = model.hidden(SOURCE[:1], target), POINTER.hidden(model, SOURCE[:1], target)
    assert not torch.allclose(plain, pointed)


def test_a_search_scores_what_the_model_says(model):
    step = PointingStep(model, POINTER, 5)
    request: dict[str, Any] = {"start": 1, "end": 2, "max_lengths": torch.tensor([6, 6]), "forbidden": (0, 1)}
    for i, (best,) in enumerate(beam_search(step, step.start(SOURCE), beam=3, **request)):
        said = [1, *best.tokens]
        with torch.no_grad():
            scores = model.logits(
                POINTER.hidden(model, SOURCE[i : i + 1], torch.tensor([said])), 5
            ).log_softmax(-1)
        wanted = [*best.tokens, 2] if best.finished else list(best.tokens)
        total = sum(float(scores[0, k, token]) for k, token in enumerate(wanted))
        assert best.log_probability == pytest.approx(total, abs=1e-4)


def test_attention_is_that_of_the_pass(model):
    found = POINTER.attentions(model, SOURCE[:1], torch.tensor([[1, 3, 4]]))
    assert [len(each) for each in (found.encoder, found.decoder, found.cross)] == [1, 2, 2]
    assert found.cross[0].shape == (1, 2, 3, 5)
    torch.testing.assert_close(found.cross[1].sum(-1), torch.ones(1, 2, 3))
