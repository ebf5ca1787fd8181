import pytest

from babelix.base.errors import RequestError
from babelix.classic.next_word.nets import KINDS, Shape
from babelix.classic.next_word.sizes import as_large_as, parameters


def test_zarembas_small_net_has_its_parameters():
    """10,000 x 200 twice, 10,000 biases, two LSTM layers of 4 (200 x 200 + 200 x 200 + 2 x 200)."""
    assert parameters(Shape("lstm", 10_000, 200, 200, 2)) == 4_653_200


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_made_as_large(kind):
    wanted = parameters(Shape("lstm", 997, 44, 44, 2))
    found = as_large_as(Shape(kind, 997, 44, 1, 2, 5), wanted)
    assert abs(parameters(found) - wanted) <= wanted / 100
    assert found.width == 44


def test_what_cannot_be_made_as_large_is_refused():
    with pytest.raises(
        RequestError, match="no transformer of width 44 has 9,000 parameters within a twentieth"
    ):
        as_large_as(Shape("transformer", 97, 44, 1, 2), 9_000)
