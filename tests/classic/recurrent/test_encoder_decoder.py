import pytest
import torch
from torch import nn

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder

SOURCE = torch.tensor([[5, 6, 7, 2], [8, 2, 0, 0]])
TARGET = torch.tensor([[1, 9, 4], [1, 3, 5]])


def made(attention: bool, **more: float) -> EncoderDecoder:
    torch.manual_seed(3)
    return EncoderDecoder(11, d_model=5, hidden=7, dropout=0.0, attention=attention, **more).eval()  # type: ignore[arg-type]


@pytest.mark.parametrize("attention", [True, False])
def test_a_sentence_alone_says_what_it_says_beside_a_longer_one(attention: bool) -> None:
    model = made(attention)
    both, alone = model.hidden(SOURCE, TARGET), model.hidden(SOURCE[1:, :2], TARGET[1:])
    torch.testing.assert_close(both[1:], alone)


@pytest.mark.parametrize("attention", [True, False])
def test_a_later_token_changes_nothing_earlier(attention: bool) -> None:
    model = made(attention)
    changed = TARGET.clone()
    changed[:, 2] = 10
    torch.testing.assert_close(model.hidden(SOURCE, TARGET)[:, :2], model.hidden(SOURCE, changed)[:, :2])


def test_the_equations_one_word_at_a_time() -> None:
    """Each equation of the module, sentence 0, from the weights alone."""
    model, x = made(True), SOURCE[0]
    E = model.E.weight * 5**0.5
    forwards, backwards = nn.GRU(5, 7), nn.GRU(5, 7)
    for one, suffix in ((forwards, ""), (backwards, "_reverse")):
        one.load_state_dict(
            {
                k.removesuffix(suffix): v
                for k, v in model.encoder.state_dict().items()
                if k.endswith("_reverse") == bool(suffix)
            }
        )
    h = torch.cat([forwards(E[x])[0], backwards(E[x].flip(0))[0].flip(0)], 1)
    a = model.alignment
    assert a is not None
    s = torch.tanh(model.W_s(h[0, 7:]))
    for i, y in enumerate(E[TARGET[0]]):
        alpha = torch.stack([a.v_a @ torch.tanh(a.W_a(s) + a.U_a(h_j)) for h_j in h]).softmax(0)
        c = alpha @ h
        s = model.cell(torch.cat([y, c])[None], s[None])[0]
        t = torch.tanh(model.output(torch.cat([s, c, y])))
        torch.testing.assert_close(model.hidden(SOURCE, TARGET)[0, i], t)
        found = model.alignments(SOURCE, TARGET)
        assert found is not None
        torch.testing.assert_close(found[0, i], alpha)


def test_without_attention_the_last_states_are_all_there_is() -> None:
    model = made(False)
    annotations, _ = model.encode(SOURCE)
    expected = torch.cat([annotations.h[1, 1, :7], annotations.h[1, 0, 7:]])
    torch.testing.assert_close(annotations.pooled[1], expected)
    assert model.alignments(SOURCE, TARGET) is None
    assert model.alignment is None
    torch.testing.assert_close(
        model.logits(model.hidden(SOURCE, TARGET), 4), model.hidden(SOURCE, TARGET) @ model.E.weight[:4].T
    )
