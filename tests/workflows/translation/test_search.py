from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.progress import Progress, silent
from babelix.decoding import Hypothesis
from babelix.decoding.memory import sentence_bytes
from babelix.text import END
from babelix.training import device
from babelix.transformer import Transformer, TransformerStep
from babelix.workflows.translation.engines import by_step as module
from babelix.workflows.translation.engines.by_step import by_chance
from babelix.workflows.translation.engines.choose import Asked
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.search import Searcher, Wide, by_beam, check_batch_size
from babelix.workflows.translation.translator import Translator, load_translator


def model(**more: Any) -> Transformer:
    torch.manual_seed(7)
    numbers: dict[str, Any] = {
        "d_model": 14,
        "d_ff": 23,
        "heads": 2,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "dropout": 0.0,
    }
    return Transformer(31, **numbers, **more).eval()


def searcher(**more: Any) -> Searcher:
    return Searcher(model(**more), precision=torch.float32, cache=True)


ROWS = [[5, 7, 11], [], [13], [5, 17], [19, 23]]


def test_batches_are_of_like_length_padded_and_in_the_callers_order() -> None:
    seen: list[tuple[list[list[int]], list[int], list[int]]] = []

    def search(step: Any, source: torch.Tensor, limits: torch.Tensor, keys: list[int]) -> Any:
        seen.append((source.tolist(), limits.tolist(), keys))
        return [[Hypothesis((key,), -0.5, -0.5)] for key in keys]

    found = searcher().find(ROWS, search, 3, lambda progress: None)
    assert seen == [
        ([[13, END, 0], [5, 17, END], [19, 23, END]], [52, 53, 53], [2, 3, 4]),
        ([[5, 7, 11, END]], [54], [0]),
    ]
    assert [[h.tokens for h in row] for row in found] == [[(0,)], [], [(2,)], [(3,)], [(4,)]]


class _Elsewhere:
    """An engine that has no search but the plain one."""

    lacks = "elsewhere has no such search"

    def takes(self, sentences: int, listener: Any) -> bool:
        return True

    def bytes(self, asked: Asked) -> None:
        """Nothing is known of it."""

    def find(self, asked: Asked, advance: Any) -> list[Hypothesis]:
        return [Hypothesis((9,), -1.0, -1.0)] * len(asked.rows)


def test_a_search_that_the_engine_asked_for_does_not_have_is_told_once() -> None:
    searching = Searcher(model(max_length=9), precision=torch.float32, cache=True, engine=_Elsewhere())
    told = list[str]()

    def hear(progress: Progress) -> None:
        told.extend([progress.remark] if progress.remark else [])

    (first, *_) = searching.find(ROWS, by_beam(beam=2, alpha=0.6, n=1, forbidden=(0, 1)), 4, hear)
    assert ([h.tokens for h in first], told) == ([(9,)], [])
    chance = by_chance(n=1, seed=5, temperature=1.0, top_k=None, top_p=None, forbidden=(0, 1))
    for listener in (silent, hear, hear):
        searching.find(ROWS, chance, 4, listener)
    assert told == ["elsewhere has no such search"]


def test_the_limit_is_fifty_more_than_the_source_and_no_further_than_the_positions() -> None:
    assert searcher().limit(7) == 58
    assert searcher(max_length=11).limit(7) == 11


@pytest.mark.slow
@pytest.mark.parametrize(
    "search",
    [
        by_beam(beam=3, alpha=0.6, n=2, forbidden=(0, 1, 3)),
        by_chance(n=2, seed=5, temperature=1.0, top_k=None, top_p=0.9, forbidden=(0, 1, 3)),
    ],
)
def test_what_is_found_does_not_depend_on_the_batch(search: Any) -> None:
    searching = searcher(max_length=13)  # a model that learned nothing writes up to its limit
    together = searching.find(ROWS, search, 64, lambda progress: None)
    assert [len(row) for row in together] == [2, 0, 2, 2, 2]
    for batch_size in (1, 2):
        alone = searching.find(ROWS, search, batch_size, lambda progress: None)
        assert [[h.tokens for h in row] for row in alone] == [[h.tokens for h in row] for row in together]
    assert not {0, 1, 3} & {token for row in together for h in row for token in h.tokens}


def test_progress_counts_the_sentences_that_are_searched() -> None:
    told: list[Progress] = []
    searcher(max_length=11).find(ROWS, by_beam(beam=1, alpha=0.0, n=1, forbidden=(0, 1)), 2, told.append)
    assert (told[-1].task, told[-1].done, told[-1].total, told[-1].unit) == ("translating", 4, 4, "sentences")


def test_a_batch_of_none_is_refused() -> None:
    with pytest.raises(RequestError, match="the batch size must be at least 1, got 0"):
        searcher().find(ROWS, by_beam(beam=1, alpha=0.0, n=1, forbidden=()), 0, lambda progress: None)


@pytest.mark.slow
def test_what_may_not_be_said_again_is_not(tiny_run: Path) -> None:
    ruled, line = load_translator(tiny_run), ["the cat sees a dog."]
    plain = ruled.sample(line, 7, temperature=0.5)[0]
    ruled.forbid_repetition(no_repeat_ngram=1)
    for each in [*ruled.n_best(line, 3)[0], *ruled.sample(line, 7, temperature=0.5)[0]]:
        (tokens,) = ruled.subwords.encode([each.text])
        assert len(set(tokens)) == len(tokens)
    assert any(len(set(each.text)) < len(each.text) for each in plain)


def test_under_a_penalty_the_log_probability_is_still_the_models(tiny_run: Path) -> None:
    ruled, line = load_translator(tiny_run), "the cat sees a dog."
    ruled.forbid_repetition(repetition_penalty=1.7)
    assert (ruled.repetition.no_repeat_ngram, ruled.repetition.penalty) == (None, 1.7)
    found = [each for each in ruled.n_best([line], 3, alpha=0.0)[0] if ruled.subwords.encode([each.text])[0]]
    scored = ruled.score([line] * len(found), [each.text for each in found])
    agree = [abs(t.log_probability - s) < 1e-4 for t, s in zip(found, scored, strict=True)]
    assert any(agree)  # where the search wrote the usual subwords
    assert any(abs(t.score - t.log_probability) > 1e-3 for t in found)
    with pytest.raises(RequestError, match=r"`repetition_penalty` 0\.5: expected 1"):
        ruled.forbid_repetition(repetition_penalty=0.5)


def test_the_n_best_are_different_texts(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = load_translator(tiny_run)
    exact = translator.subwords.decode
    # Texts that differ in white space alone are one: so there are doubles among the best.
    monkeypatch.setattr(translator.subwords, "decode", lambda tokens: exact(tokens).strip())
    (found,) = translator.n_best(["cat."], 7, beam=17)
    assert len({each.text for each in found}) == len(found) == 7


def test_a_run_says_what_its_translations_may_not_repeat(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    decoding = run.settings.decoding.model_copy(update={"no_repeat_ngram": 3, "repetition_penalty": 1.2})
    other = Translator.of_run(replace(run, settings=run.settings.model_copy(update={"decoding": decoding})))
    assert (other.repetition.no_repeat_ngram, other.repetition.penalty) == (3, 1.2)


@pytest.mark.slow
def test_where_memory_is_short_batches_are_smaller_and_the_answer_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = by_beam(beam=3, alpha=0.6, n=2, forbidden=(0, 1, 3))
    expected, seen = searcher(max_length=7).find(ROWS, search, 64, lambda progress: None), list[int]()
    each = sentence_bytes(3, 31, TransformerStep(model(max_length=7)).row_bytes(4, 7))
    monkeypatch.setattr(module, "free_on", lambda device: 2 * each)
    counted = Wide(
        lambda step, source, *more: seen.append(len(source)) or search(step, source, *more), 3, "beam"
    )
    found = searcher(max_length=7).find(ROWS, counted, 64, lambda progress: None)
    assert seen == [2, 2]
    assert [[h.tokens for h in row] for row in found] == [[h.tokens for h in row] for row in expected]
    monkeypatch.setattr(module, "free_on", lambda device: each - 1)
    with pytest.raises(RequestError, match=r"`beam` 3 would take about \d+ KiB for a sentence of 3 subwords"):
        searcher(max_length=7).find(ROWS, search, 64, lambda progress: None)
    many = by_chance(n=10**12, seed=5, temperature=1.0, top_k=None, top_p=None, forbidden=())
    with pytest.raises(RequestError, match="`samples` 1000000000000 would take about"):
        searcher(max_length=7).find(ROWS, many, 64, lambda progress: None)


def test_one_long_sentence_makes_no_other_batch_smaller_and_the_largest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step, told, seen = TransformerStep(model()), list[str](), list[tuple[int, int]]()

    def search(step: Any, source: torch.Tensor, limits: Any, keys: list[int]) -> Any:
        seen.append((source.shape[0], source.shape[1]))
        return [[Hypothesis((7,), -0.5, -0.5)] for _ in keys]

    each = sentence_bytes(3, 31, step.row_bytes(5001, 5051))
    for asked in (module, device):
        monkeypatch.setattr(asked, "free_on", lambda device: 3 * each // 2)
    rows = [*([[5] * 3] * 4), *([[7] * 5000] * 2)]
    found = searcher().find(
        rows,
        Wide(search, 3, "beam"),
        4,
        lambda progress: told.append(progress.remark) if progress.remark else None,
    )
    assert (len(found), seen) == (6, [(4, 4), (1, 5001), (1, 5001)])
    assert told == [
        f"memory: up to {each / 2**20:.0f} MiB for the largest batch; {1.5 * each / 2**20:.0f} MiB are free"
    ]


def test_a_beam_wider_than_the_vocabulary_is_refused(tiny_run: Path) -> None:
    translator = load_translator(tiny_run)
    size = len(translator.subwords)
    for n, beam, setting in [(1, 999999999, "beam"), (999999999, None, "n_best"), (3, size + 1, "beam")]:
        said = f"`{setting}` .* is more than the vocabulary's {size} subwords"
        with pytest.raises(RequestError, match=said) as refused:
            translator.n_best(["cat."], n, beam=beam)
        assert refused.value.setting == (setting,)
    with pytest.raises(RequestError, match="`beam` 301 is more than"):
        translator.translate([""], beam=301)


def test_one_is_a_batch_and_less_is_none() -> None:
    check_batch_size(1)
    with pytest.raises(RequestError, match="the batch size must be at least 1, got -2"):
        check_batch_size(-2)
