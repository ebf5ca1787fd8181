from torch import nn

from babelix.foreign.positions import learned_positions


class Embeddings(nn.Module):
    def __init__(self, **kept):
        super().__init__()
        for name, module in kept.items():
            setattr(self, name, module)


def test_padding_takes_positions_away_and_the_shortest_table_counts():
    assert learned_positions(Embeddings(position_embeddings=nn.Embedding(23, 3))) == 23
    assert learned_positions(Embeddings(position_embeddings=nn.Embedding(23, 3, padding_idx=1))) == 21
    assert (
        learned_positions(Embeddings(wpe=nn.Embedding(17, 3), inner=Embeddings(wpe=nn.Embedding(13, 3))))
        == 13
    )


def test_a_model_that_learns_none_has_no_limit():
    assert (
        learned_positions(Embeddings(words=nn.Embedding(5, 3), position_embeddings=nn.Linear(2, 2))) is None
    )
