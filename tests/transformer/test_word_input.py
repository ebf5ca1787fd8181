import math
from typing import Any

import numpy as np
import pytest
import torch

from babelix.transformer import Transformer
from babelix.transformer.word_input import WordInput
from babelix.transformer.words import LOUD, Words


class Tens:
    """Ids from 10 to 29 are subwords of two words, ten of each."""

    words = ("shy", "rotten")

    def __call__(self, ids: Any) -> Any:
        return np.where((ids >= 10) & (ids < 30), ids // 10, 0)


def words(alone: float = 0.0) -> WordInput:
    made = WordInput(Words(Tens(), 3), 7, alone=alone)
    torch.manual_seed(3)
    with torch.no_grad():
        made.V.normal_()
        made.P.normal_()
    return made


def model(own: WordInput | None) -> Transformer:
    torch.manual_seed(5)
    return Transformer(
        41, d_model=7, d_ff=11, heads=1, encoder_layers=2, decoder_layers=1, dropout=0.0, words=own
    )


SOURCE = torch.tensor([[4, 12, 13, 25, 2], [11, 31, 2, 0, 0]])


def test_a_subword_has_what_the_vector_of_its_word_says_on_top():
    made = words()
    found = made(SOURCE, lambda _: pytest.fail("nothing is lost outside training"))
    for row, ids in enumerate(SOURCE.tolist()):
        for at, token in enumerate(ids):
            word = {1: 0, 2: 1}.get(token // 10)
            expected = torch.zeros(7) if word is None else LOUD * made.V[word] @ made.P
            torch.testing.assert_close(found[row, at], expected)


def test_a_map_of_zeros_changes_nothing_and_another_does():
    plain, reads = model(None), model(words())
    assert reads.words is not None
    reads.load_state_dict({**plain.state_dict(), "words.V": reads.words.V, "words.P": torch.zeros(3, 7)})
    target = torch.tensor([[1, 5], [1, 6]])
    torch.testing.assert_close(reads(SOURCE, target), plain(SOURCE, target), rtol=0, atol=0)
    with torch.no_grad():
        reads.words.P.fill_(0.05)
    assert (reads(SOURCE, target) - plain(SOURCE, target)).abs().max() > 0.01
    other = torch.tensor([[4, 5, 31, 2]])
    torch.testing.assert_close(reads.encode(other)[0], plain.encode(other)[0], rtol=0, atol=0)


def test_what_a_batch_holds_beside_a_sentence_changes_nothing():
    reads = model(words()).eval()
    together, _ = reads.encode(SOURCE)
    alone, _ = reads.encode(SOURCE[1:, :3])
    torch.testing.assert_close(together[1, :3], alone[0])


def test_vectors_stand_still_and_the_map_learns():
    reads = model(words())
    assert reads.words is not None
    before = reads.words.V.clone()
    optimiser = torch.optim.Adam(reads.parameters(), lr=0.1, weight_decay=0.1)
    reads(SOURCE, torch.tensor([[1, 5], [1, 6]])).square().sum().backward()
    optimiser.step()
    assert torch.equal(reads.words.V, before)
    assert reads.words.P.grad is not None
    assert reads.words.P.grad.abs().sum() > 0


def test_in_training_a_share_of_the_words_is_told_by_vectors_alone_or_misled():
    made = words(alone=0.4).train()
    made.V.zero_()
    E = torch.randn(41, 7, generator=torch.Generator().manual_seed(7))
    # A word of two subwords, then one of one: 2,000 of each, between others.
    source = torch.tensor([[4, 12, 13, 5, 25, 2]] * 2000)
    torch.manual_seed(11)
    lost = made(source, lambda ids: E[ids])
    assert torch.equal(lost[:, [0, 3, 5]], torch.zeros(2000, 3, 7)), "what is no word loses nothing"
    changed = (lost != 0).any(2)
    alone = torch.stack([(lost[:, at] == -E[token]).all(1) for at, token in ((1, 12), (2, 13), (4, 25))], 1)
    assert torch.equal(alone[:, 0], alone[:, 1]), "a word is lost whole"
    for at in (1, 4):
        # A word's subword may be given its own embedding again: of three kinds of subwords a third of the misled.
        share, error = float(changed[:, at].float().mean()), math.sqrt(0.25 / 2000)
        assert share == pytest.approx(0.4 - 0.2 / 3, abs=4 * error)
    assert float(alone[:, 2].float().mean()) == pytest.approx(0.2, abs=4 * math.sqrt(0.16 / 2000))
    misled = changed[:, 4] & ~alone[:, 2]
    others = lost[misled, 4] + E[25]
    assert {int((E - other).norm(dim=1).argmin()) for other in others} == {12, 13}


def test_a_batch_without_known_words_is_as_it_was():
    made = words(alone=0.9).train()
    assert not made(torch.tensor([[4, 5, 2]]), lambda _: pytest.fail("there is nothing to lose")).any()
