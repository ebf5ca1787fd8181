import tracemalloc
from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError, TaskError
from babelix.decoding import beam_search
from babelix.training.packing import narrow
from babelix.transformer import Transformer, TransformerStep
from babelix.transformer.compiled import program
from babelix.transformer.compiled.live import Live
from babelix.transformer.compiled.program import Program, Rules
from babelix.transformer.compiled.weights import _ready
from babelix.transformer.rounding import round_all
from babelix.transformer.word_input import WordInput
from babelix.transformer.words import Words

START, END = 1, 2
LENGTHS = (1, 1, 2, 3, 3, 5, 7, 11, 13)
LIMITS = (1, 4, 9, 3, 17, 9, 19, 7, 23)


def model(**more: Any) -> Transformer:
    torch.manual_seed(19)
    numbers: dict[str, Any] = {
        "d_model": 14,
        "d_ff": 23,
        "heads": 2,
        "encoder_layers": 2,
        "decoder_layers": 3,
    }
    made = Transformer(37, **numbers | more, dropout=0.0).eval()
    with (
        torch.no_grad()
    ):  # freshly drawn, a model hardly prefers one token: here it says this and that, and ends
        for each in made.parameters():
            each.mul_(2.1)
        made.E.weight[END] *= 4.0
    return made


class Fifths:
    words = ("a", "b", "c", "d")

    def __call__(self, ids: Any) -> Any:
        return ids % 5


def sources() -> list[list[int]]:
    draw = torch.Generator().manual_seed(13)
    return [[*torch.randint(4, 37, (n - 1,), generator=draw).tolist(), END] for n in LENGTHS]


def by_step(made: Transformer, source: list[int], limit: int, rules: Rules) -> Any:
    step = TransformerStep(made)
    ((found,),) = beam_search(
        step,
        step.start(torch.tensor([source])),
        start=rules.start,
        end=rules.end,
        max_lengths=torch.tensor([limit]),
        beam=rules.beam,
        alpha=rules.alpha,
        forbidden=rules.forbidden,
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "beam", "slots", "alpha"),
    [
        ({}, 1, 4, 0.6),
        ({"pre_norm": True}, 1, 1, 0.6),
        ({}, 4, 1, 0.6),
        # What is long wins late: whoever stops, or leaves a beam, too early is found out.
        ({"pre_norm": True, "d_k": 5, "d_v": 3}, 3, 4, 8.0),
        ({"max_length": 29, "heads": 7, "d_model": 35}, 5, 9, 0.6),
    ],
)
def test_what_the_reference_finds_is_found(more: dict[str, Any], beam: int, slots: int, alpha: float) -> None:
    made, told = model(**more), list[int]()
    rules = Rules(beam, alpha, START, END, (0, 1, 3))
    found = Program(Live(made)).find(sources(), LIMITS, rules, slots, told.append)
    expected = [by_step(made, *each, rules) for each in zip(sources(), LIMITS, strict=True)]
    assert [(each.tokens, each.finished) for each in found] == [
        (each.tokens, each.finished) for each in expected
    ]
    assert [each.score for each in found] == pytest.approx([each.score for each in expected], abs=1e-4)
    assert [each.log_probability for each in found] == pytest.approx(
        [each.log_probability for each in expected], abs=1e-4
    )
    assert sum(told) == len(LENGTHS)
    assert any(each.finished for each in found) == ("max_length" not in more), "both ends are met"
    assert not all(each.finished for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("to", ["bfloat16", "int8"])
def test_of_narrow_weights_the_program_finds_what_the_step_finds_of_the_same_in_float32(
    to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, rules = model(pre_norm=True), Rules(3, 0.6, START, END)
    narrow(made, to)
    searching = Program(Live(made))
    found = searching.find(sources(), LIMITS, rules, 4, lambda _: None)
    expected = [by_step(made, *each, rules) for each in zip(sources(), LIMITS, strict=True)]
    assert [each.tokens for each in found] == [each.tokens for each in expected]
    narrowest = searching._ready()[1].kind
    monkeypatch.setattr(program, "ready", lambda made: _ready(made, "float32"))
    wide = Program(Live(made))
    assert wide.find(sources(), LIMITS, rules, 4, lambda _: None) == found, "to the bit"
    assert (narrowest, wide._ready()[1].kind) == ("uint16" if to == "bfloat16" else "int8", "float32")


@pytest.mark.slow
def test_of_rounded_activations_the_program_finds_what_the_step_finds() -> None:
    made, rules = model(pre_norm=True), Rules(3, 0.6, START, END)
    round_all(made)
    searching = Program(Live(made))
    assert searching.can_run
    found = searching.find(sources(), LIMITS, rules, 4, lambda _: None)
    assert searching._ready()[1].kind == "uint8"
    expected = [by_step(made, *each, rules) for each in zip(sources(), LIMITS, strict=True)]
    assert [each.tokens for each in found] == [each.tokens for each in expected]
    apart = [abs(a.score - b.score) for a, b in zip(found, expected, strict=True)]
    # One in the middle of two whole numbers becomes the one here and the other there, by the last digit before it.
    assert sum(each < 1e-5 for each in apart) >= len(LENGTHS) - 1
    assert max(apart) < 0.1
    for slots in (1, 90):
        assert searching.find(sources(), LIMITS, rules, slots, lambda _: None) == found, "to the bit"


@pytest.mark.slow
def test_no_number_depends_on_who_stands_beside() -> None:
    # So many numbers of so many tokens are multiplied in more than one block.
    program, rules = Program(Live(model(pre_norm=True, d_ff=600))), Rules(4, 0.6, START, END)
    many, limits = sources() * 10, LIMITS * 10
    alone = program.find(sources(), LIMITS, rules, 1, lambda _: None)
    for slots in (7, 90):
        assert program.find(many, limits, rules, slots, lambda _: None) == alone * 10


@pytest.mark.slow
def test_weights_that_change_are_made_ready_again_and_what_is_no_number_is_told() -> None:
    made, rules = model(), Rules(2, 0.6, START, END)
    searching = Program(Live(made))
    before = searching.find(sources(), LIMITS, rules, 3, lambda _: None)
    with torch.no_grad():
        made.E.weight.mul_(0.5)
    after = searching.find(sources(), LIMITS, rules, 3, lambda _: None)
    assert after != before
    assert after == Program(Live(made)).find(sources(), LIMITS, rules, 3, lambda _: None)
    with torch.no_grad():
        made.E.weight[5, 7] = torch.nan
    with pytest.raises(TaskError, match="are not numbers"):
        searching.find(sources(), LIMITS, rules, 3, lambda _: None)


@pytest.mark.slow
def test_a_call_takes_few_steps_and_layers_so_that_it_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = list[str]()
    for name in ("_encode", "_search"):
        kept = getattr(program, name)

        def noted(*values: Any, name: str = name, kept: Any = kept) -> Any:
            calls.append(name)
            return kept(*values)

        monkeypatch.setattr(program, name, noted)
    rules, counts, found = Rules(3, 0.6, START, END), [], []
    for work in (1, 10**12):
        monkeypatch.setattr(program, "_WORK", work)
        found.append(Program(Live(model(pre_norm=True))).find(sources(), LIMITS, rules, 9, lambda _: None))
        counts.append((calls.count("_encode"), calls.count("_search")))
        calls.clear()
    assert found[0] == found[1]
    (layers, steps), (encoded, searched) = counts
    assert layers == 2 * encoded, "a call a layer"
    assert steps >= max(LIMITS) > searched, "a call a step"


def test_vectors_of_words_are_read_as_the_step_reads_them() -> None:
    plain, words = model(pre_norm=True), WordInput(Words(Fifths(), 3), 14)
    reads = model(pre_norm=True, words=words)
    torch.manual_seed(5)
    with torch.no_grad():
        for own, other in zip(plain.named_parameters(), list(reads.named_parameters())[2:], strict=True):
            assert own[0] == other[0]
            other[1].copy_(own[1])
        words.V.normal_()
        words.P.normal_(std=0.1)
    rules = Rules(4, 0.6, START, END)
    found = Program(Live(reads)).find(sources(), LIMITS, rules, 4, lambda _: None)
    assert found != Program(Live(plain)).find(sources(), LIMITS, rules, 4, lambda _: None)
    for hypothesis, source, limit in zip(found, sources(), LIMITS, strict=True):
        expected = by_step(reads, source, limit, rules)
        assert hypothesis.tokens == expected.tokens
        assert hypothesis.score == pytest.approx(expected.score, rel=1e-4)
    words.P.detach().zero_()
    assert Program(Live(reads)).find(sources(), LIMITS, rules, 4, lambda _: None) == Program(
        Live(plain)
    ).find(sources(), LIMITS, rules, 4, lambda _: None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "rows", "value"),
    [
        ("E.weight", slice(9, 11), 3e38),  # one token's score is no number: those beside it are
        ("decoder.1.cross_attention.W_K.weight", slice(0, 3), 3e38),  # a head's weights are none
        ("encoder.0.feed_forward.W_2.weight", slice(0, 1), -3e38),
    ],
)
@pytest.mark.parametrize("beam", [1, 3])
def test_what_overflows_is_refused_as_the_step_refuses_it(
    part: str, rows: slice, value: float, beam: int
) -> None:
    made, rules, words = (
        model(pre_norm=True),
        Rules(beam, 0.6, START, END),
        "log-probabilities are not numbers",
    )
    with torch.no_grad():
        made.get_parameter(part)[rows] = value
    with pytest.raises(TaskError, match=words):
        by_step(made, sources()[5], 9, rules)
    with pytest.raises(TaskError, match=words):
        Program(Live(made)).find([sources()[5]], [9], rules, 1, lambda _: None)


@pytest.mark.slow
def test_memory_is_asked_for_what_is_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made, rules = Program(Live(model())), Rules(3, 0.6, START, END)
    expected = made.find(sources(), LIMITS, rules, 9, lambda _: None)
    # Of the longest, alone in its slots: keys and values of three layers above all, 64 numbers a token.
    least = 4 * (3 * 64 * (13 + 24 * 3) + 3 * (64 + 192)) + 8 * (2 * 24 * 3 + 23) + 12 * 3 * 4
    monkeypatch.setattr(program, "free_memory", lambda: least)
    assert made.find(sources(), LIMITS, rules, 9, lambda _: None) == expected
    monkeypatch.setattr(program, "free_memory", lambda: least - 1)
    with pytest.raises(
        RequestError, match=r"`beam` 3 would take about \d+ KiB for a sentence of 13 subwords"
    ):
        made.find(sources(), LIMITS, rules, 9, lambda _: None)


@pytest.mark.slow
def test_the_memory_foretold_is_about_what_is_taken_of_a_long_sentence_too() -> None:
    made, rules = Program(Live(model(pre_norm=True))), Rules(3, 0.6, START, END)
    for rows, limits, slots in (([[5, 7, END]] * 60, [90] * 60, 60), ([[5] * 4999 + [END]], [3], 7)):
        foretold = made.bytes(rows, limits, rules, slots)
        tracemalloc.start()
        try:
            made.find(rows, limits, rules, slots, lambda _: None)
            taken = tracemalloc.get_traced_memory()[1] + 4 * made._ready()[1].weights.size
        finally:
            tracemalloc.stop()
        assert taken / 1.5 < foretold < taken * 1.5


def test_a_hook_or_other_numbers_are_not_for_the_program() -> None:
    made = model()
    assert Program(Live(made)).can_run
    assert Program(Live(made)).find([], [], Rules(4, 0.6, START, END), 3, lambda _: None) == []
    handle = made.decoder[1].register_forward_hook(lambda *_: None)
    assert not Program(Live(made)).can_run
    handle.remove()
    assert not Program(Live(made.double())).can_run


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (Rules(0, 0.6, START, END), "`beam` must be at least 1"),
        (Rules(4, -1.0, START, END), "`alpha`, the length penalty's power"),
        (Rules(4, 0.6, START, END, (END,)), "is among the forbidden tokens"),
        (Rules(4, 0.6, START, END, (99,)), "is outside the vocabulary of 37"),
    ],
)
def test_what_no_search_can_have_is_refused(rules: Rules, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        Program(Live(model())).find(sources(), LIMITS, rules, 3, lambda _: None)
