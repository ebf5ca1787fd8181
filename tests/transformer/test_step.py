import pytest
import torch

from babelix.decoding import beam_search
from babelix.decoding.state import check_rows, gather
from babelix.transformer import TransformerStep

VARIANTS = [{}, {"pre_norm": True}, {"d_k": 3, "d_v": 5}, {"max_length": 97}]


@pytest.mark.parametrize("numbers", VARIANTS)
def test_cached_is_uncached_is_teacher_forced(build, sentences, numbers):
    model, (sources, targets, pad) = build(**numbers), sentences
    source, target = pad(sources), pad(targets)
    with torch.no_grad():
        expected = model(source, target).log_softmax(-1)
    for cache in (True, False):
        step = TransformerStep(model, cache=cache)
        state = step.start(source)
        for i in range(target.shape[1]):
            log_p, state = step(target[:, i], state)
            torch.testing.assert_close(log_p, expected[:, i], atol=1e-5, rtol=0)
            check_rows(state, 3)


def test_a_step_gives_log_probabilities_without_gradients(build, sentences):
    model, (sources, _, pad) = build(), sentences
    step = TransformerStep(model)
    log_p, _ = step(torch.tensor([1, 2, 3]), step.start(pad(sources)))
    torch.testing.assert_close(log_p.exp().sum(-1), torch.ones(3))
    assert not log_p.requires_grad


@pytest.mark.parametrize("cache", [True, False])
def test_a_gathered_state_goes_on_as_its_row_would(build, sentences, cache):
    model, (sources, targets, pad) = build(), sentences
    step, target = TransformerStep(model, cache=cache), pad(targets)
    state = step.start(pad(sources))
    for i in range(3):
        _, state = step(target[:, i], state)
    picked = torch.tensor([2, 0, 0, 1, 2])
    whole, _ = step(target[:, 3], state)
    some, _ = step(target[picked, 3], gather(state, picked))
    torch.testing.assert_close(some, whole[picked], atol=1e-5, rtol=0)


def test_what_hypotheses_share_is_not_copied_while_sentences_stay(build, sentences):
    step = TransformerStep(build())
    state = step.start(sentences[2](sentences[0]))
    same = torch.tensor([0, 1, 2])
    assert gather(state, same, sentences_stay=True).memory is state.memory
    assert gather(state, same).memory is not state.memory


@pytest.mark.slow
@pytest.mark.parametrize("cache", [True, False])
def test_beam_search_scores_are_the_models_own(build, sentences, cache):
    model, (sources, _, pad) = build(), sentences
    step, start, end = TransformerStep(model, cache=cache), 1, 2
    limits = torch.tensor([5, 7, 3])
    found = beam_search(
        step, step.start(pad(sources)), start=start, end=end, max_lengths=limits, beam=5, n_best=2
    )
    for source, hypotheses in zip(sources, found, strict=True):
        for best in hypotheses:
            tokens = [*best.tokens, end] if best.finished else list(best.tokens)
            target = torch.tensor([[start, *tokens]])
            with torch.no_grad():
                log_p = model(source[None], target[:, :-1]).log_softmax(-1)[0]
            expected = sum(log_p[i, token].item() for i, token in enumerate(tokens))
            assert best.log_probability == pytest.approx(expected, abs=1e-4)
    assert [len(hypotheses) for hypotheses in found] == [2, 2, 2]


@pytest.mark.parametrize("cache", [True, False])
def test_the_bytes_of_a_row_are_those_of_its_state(build, sentences, cache):
    model, (sources, targets, pad) = build(d_k=3, d_v=5), sentences
    source, target = pad(sources), pad(targets)
    step = TransformerStep(model, cache=cache)
    state = step.start(source)
    for i in range(target.shape[1]):
        _, state = step(target[:, i], state)
    caches = [*state.memory.value[0], *(state.past or [])]
    held = sum(each.numel() * each.element_size() for kept in caches for each in kept)
    assert step.row_bytes(source.shape[1], target.shape[1]) == held // len(sources)
