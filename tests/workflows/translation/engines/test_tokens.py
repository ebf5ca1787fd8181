import numpy as np

from babelix.text import END, Subwords
from babelix.text.vectors.known import KnownWords
from babelix.workflows.translation.engines.tokens import tokens

SUBWORDS = Subwords.train(["a shy cow", "the rotten cow"] * 3, 270)


def test_pieces_come_with_the_word_that_each_is_of() -> None:
    row = [*SUBWORDS.encode(["a rotten cow"])[0], END]
    pieces, known = SUBWORDS.pieces(row), KnownWords(["rotten", "cow"], SUBWORDS)
    assert tokens(row, SUBWORDS, None) == pieces
    found = [token.split("\uffe8") for token in tokens(row, SUBWORDS, known)]
    assert [piece for piece, _ in found] == pieces
    numbers = known(np.array([row]))[0].tolist()
    assert [word for _, word in found] == [("<unk>", "rotten", "cow")[number] for number in numbers]
    assert {1, 2, 0} == set(numbers)
