import pytest
import torch

from babelix.base.errors import TaskError
from babelix.base.progress import Progress
from babelix.decoding import Hypothesis
from babelix.text import END, START
from babelix.transformer import Transformer
from babelix.workflows.translation import likelihood
from babelix.workflows.translation.likelihood import judged, log_probabilities

SOURCES = [[5, 7, 11], [13], [17, 19], [5]]
TARGETS = [[23, 29], [7, 7, 7, 5], [], [11]]


@pytest.fixture(scope="module")
def model() -> Transformer:
    torch.manual_seed(3)
    return Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=2, decoder_layers=1, dropout=0.3
    ).eval()


@torch.no_grad()
def by_tokens(model: Transformer, source: list[int], target: list[int]) -> float:
    """The sum over the target's tokens and its end, one after the other from the model's scores."""
    total = 0.0
    for length, token in enumerate([*target, END]):
        read = torch.tensor([[START, *target[:length]]])
        scores = model(torch.tensor([[*source, END]]), read)[0, -1]
        total += float(scores.log_softmax(-1)[token])
    return total


@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_it_is_the_sum_of_the_tokens_and_the_end(model: Transformer, batch_size: int) -> None:
    found = log_probabilities(model, SOURCES, TARGETS, batch_size=batch_size)
    expected = [by_tokens(model, source, target) for source, target in zip(SOURCES, TARGETS, strict=True)]
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_model_that_knows_nothing_gives_each_token_its_share(model: Transformer) -> None:
    torch.manual_seed(5)
    even = Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0
    ).eval()
    with torch.no_grad():
        even.E.weight.zero_()
    found = log_probabilities(even, SOURCES, TARGETS, batch_size=2)
    share = torch.tensor(1 / 31).log().item()
    assert found == pytest.approx([3 * share, 5 * share, share, 2 * share], rel=1e-6)


def test_a_model_whose_numbers_are_none_is_at_fault() -> None:
    torch.manual_seed(7)
    odd = Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0
    ).eval()
    with torch.no_grad():
        odd.E.weight[5, 0] = torch.nan
    message = (
        r"^the model's log-probabilities are not numbers \(NaN\): its weights or precision are at fault$"
    )
    with pytest.raises(TaskError, match=message):
        log_probabilities(odd, SOURCES, TARGETS, batch_size=2)


def test_progress_counts_pairs_and_no_gradients_are_kept(model: Transformer) -> None:
    told: list[Progress] = []
    log_probabilities(model, SOURCES, TARGETS, batch_size=3, listener=told.append)
    assert (told[-1].task, told[-1].done, told[-1].total, told[-1].unit) == ("scoring", 4, 4, "pairs")
    assert all(parameter.grad is None for parameter in model.parameters())


def test_beside_a_long_sentence_stand_few_others(model: Transformer, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, targets, seen = [*SOURCES, [5] * 29], [*TARGETS, [7]], list[tuple[int, int]]()
    expected, hidden = log_probabilities(model, sources, targets, batch_size=64), model.hidden

    def noted(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        seen.append((len(source), max(source.shape[1], target.shape[1])))
        return hidden(source, target)

    monkeypatch.setattr(likelihood, "_TOKENS", 12)
    monkeypatch.setattr(model, "hidden", noted)
    found = log_probabilities(model, sources, targets, batch_size=64)
    assert found == pytest.approx(expected, abs=1e-5)
    assert sum(rows for rows, _ in seen) == 5
    assert (1, 30) in seen
    assert all(rows * longest <= 12 for rows, longest in seen if rows > 1)
    assert max(rows for rows, _ in seen) > 1


def test_nothing_to_score(model: Transformer) -> None:
    assert log_probabilities(model, [], [], batch_size=1) == []


def test_what_a_search_penalised_is_judged_by_the_model(model: Transformer) -> None:
    found = [
        [Hypothesis((23, 29), -9.0, -3.0), Hypothesis((7,), -8.0, -4.0)],
        [],
        [Hypothesis((11,), -7.0, -2.0)],
    ]
    said = judged(model, SOURCES[:3], found, batch_size=2)
    assert [[(h.tokens, h.score) for h in row] for row in said] == [
        [(h.tokens, h.score) for h in row] for row in found
    ]
    expected = [by_tokens(model, SOURCES[i], list(h.tokens)) for i, row in enumerate(found) for h in row]
    assert [h.log_probability for row in said for h in row] == pytest.approx(expected, abs=1e-4)
    assert judged(model, [], [], batch_size=2) == []
