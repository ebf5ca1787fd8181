import pytest
import torch

from babelix.base.errors import RequestError
from babelix.classic.next_word.nets import KINDS, NextWord, Shape

V = 11


def net(kind, **more):
    torch.manual_seed(1)
    return NextWord(Shape(kind, V, 6, 7 if kind != "transformer" else 10, 2, 3, 2, **more)).eval()


@pytest.fixture
def words():
    return torch.randint(1, V, (2, 13), generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "transformer"])
def test_pieces_are_the_whole(kind, words):
    model = net(kind)
    whole, _ = model(words, model.begin(2))
    state, parts = model.begin(2), []
    for start in (0, 5, 6):
        h, state = model(words[:, start : {0: 5, 5: 6, 6: 13}[start]], state)
        parts.append(h)
    torch.testing.assert_close(torch.cat(parts, 1), whole)
    assert not state.requires_grad


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_seen_of_what_follows(kind, words):
    model = net(kind)
    other = words.clone()
    other[:, 7:] = (other[:, 7:] % (V - 1)) + 1
    one, two = (model(each, model.begin(2))[0] for each in (words, other))
    torch.testing.assert_close(one[:, :7], two[:, :7])
    assert not torch.allclose(one[:, 7], two[:, 7])


def test_a_window_sees_so_many_words_and_a_bag_no_order(words):
    changed = words.clone()
    changed[:, 4] = changed[:, 4] % (V - 1) + 1
    swapped = words.clone()
    swapped[0, [4, 5]] = torch.tensor([2, 9])
    reverse = swapped.clone()
    reverse[0, [4, 5]] = torch.tensor([9, 2])
    for kind, ordered in (("fixed-context", True), ("bag-of-words", False)):
        model = net(kind)
        a, b = (model(each, model.begin(2))[0] for each in (words, changed))
        differs = [not torch.allclose(a[:, t], b[:, t]) for t in range(13)]
        assert differs == [4 <= t <= 6 for t in range(13)]
        a, b = (model(each, model.begin(2))[0][0, 5] for each in (swapped, reverse))
        assert torch.allclose(a, b) is not ordered


def test_the_equation_of_the_fixed_context(words):
    model = net("fixed-context")
    h, _ = model(words, model.begin(2))
    E, body = model.embedding.weight, model.body
    read = torch.cat([E[words[1, t]] for t in (6, 7, 8)])
    expected = body.projection(torch.tanh(body.W.weight @ read + body.W.bias))
    torch.testing.assert_close(h[1, 8], expected)


@pytest.mark.parametrize("tied", [True, False])
def test_the_scores_are_the_products_with_E_and_b(tied):
    model = net("gru", tied=tied)
    torch.nn.init.normal_(model.bias)
    h = torch.randn(5, 6)
    E = model.embedding.weight if tied else model.output
    assert model.E is E
    torch.testing.assert_close((h @ E.T + model.bias).log_softmax(-1), model.log_probabilities(h))
    assert sum(p.numel() for p in model.parameters()) == sum(
        p.numel() for p in net("gru", tied=not tied).parameters()
    ) + (-V * 6 if tied else V * 6)


def test_what_is_carried_is_no_weight():
    model = net("lstm")
    model.carry(3)
    assert model.carried.shape == (2, 2, 3, 7)
    assert "carried" not in dict(model.named_parameters())
    assert "carried" in model.state_dict()


def test_an_unknown_kind_is_refused():
    with pytest.raises(
        RequestError, match=r"model\.kind 'lstn': expected one of bag-of-words, fixed-context"
    ):
        net("lstn")
