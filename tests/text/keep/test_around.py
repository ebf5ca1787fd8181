import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text.keep.around import edges, has_bracket, is_loose
from babelix.text.keep.spans import Span

MARK, OTHER = "\U000f0000", "\U000f0001"


def span(kind: str, text: str) -> Span:
    return Span(0, len(text), kind, text)


@pytest.mark.parametrize(
    ("sentence", "inside"),
    [
        ("(It rained.)", "It rained."),
        ("([x] done)", "[x] done"),
        ("(a) b (c)", "(a) b (c)"),
        ("He left (late)", "He left (late)"),
        ("(He left.", "He left."),
        ("He left (late).)", "He left (late)."),
        (f"{MARK} (It rained.) {MARK}", "It rained."),
        (" [It rained]!? ", "It rained"),
    ],
)
def test_what_is_inside_emoji_and_brackets(sentence: str, inside: str) -> None:
    start, end, _ = edges(sentence, {MARK: span("emoji", "🍕")}, brackets=True)
    assert sentence[start:end] == inside


def test_without_brackets_they_are_the_sentences() -> None:
    start, end, pairs = edges(f" {MARK}(Hello){OTHER}", {MARK: span("signs", "*"), OTHER: span("signs", "*")})
    assert (start, end, pairs) == (2, 9, {1: 9})


@given(st.text("()[].a "))
def test_what_is_cut_off_has_no_letter(sentence: str) -> None:
    start, end, _ = edges(sentence, {}, brackets=True)
    assert 0 <= start <= end <= len(sentence)
    assert "a" not in sentence[:start] + sentence[end:]


def test_a_bracket_at_an_end_is_seen_behind_stops() -> None:
    assert [has_bracket(text) for text in ("(a", "a).", " [a", "a (b) c", "", "a) b")] == [
        *[True] * 3,
        *[False] * 3,
    ]


def test_code_is_held_and_emoji_markup_and_emphasis_are_loose() -> None:
    kinds = [("emoji", "🍕"), ("tags", "<b>"), ("signs", "*"), ("tags", "<code>x</code>"), ("urls", "a.org")]
    assert [is_loose(span(*each)) for each in kinds] == [True, True, True, False, False]
