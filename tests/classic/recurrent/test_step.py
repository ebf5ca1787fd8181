import pytest
import torch

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.classic.recurrent.step import RecurrentStep
from babelix.decoding.state import check_rows, gather


@pytest.mark.parametrize("attention", [True, False])
def test_steps_say_what_the_whole_target_says(attention: bool) -> None:
    torch.manual_seed(3)
    model = EncoderDecoder(11, d_model=5, hidden=7, dropout=0.0, attention=attention).eval()
    source = torch.tensor([[5, 6, 7, 2], [8, 2, 0, 0]])
    target = torch.tensor([[1, 9, 4], [1, 3, 5]])
    step = RecurrentStep(model)
    state = step.start(source)
    whole = model.logits(model.hidden(source, target)).log_softmax(-1)
    for i, tokens in enumerate(target.T):
        found, state = step(tokens, state)
        torch.testing.assert_close(found, whole[:, i])
    check_rows(state, 2)
    swapped, _ = step(tokens.flip(0), gather(state, torch.tensor([1, 0])))
    torch.testing.assert_close(swapped, step(tokens, state)[0].flip(0))


def test_the_bytes_of_a_row() -> None:
    model = EncoderDecoder(11, d_model=5, hidden=7, dropout=0.0)
    source, s = RecurrentStep(model).start(torch.full((1, 13), 5))
    kept = [source.value.h, source.value.compared, source.value.pooled, s]
    assert RecurrentStep(model).row_bytes(13, 99) == sum(4 * each.numel() for each in kept)
