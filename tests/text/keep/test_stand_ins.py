import pytest

from babelix.text.keep.spans import Span
from babelix.text.keep.stand_ins import choose_stand_ins, contains


def span(kind: str, text: str) -> Span:
    return Span(0, len(text), kind, text)


def test_each_span_has_its_own_word_that_the_text_does_not_have() -> None:
    urls = [span("urls", f"www.{i}.org") for i in range(3)]
    assert choose_stand_ins("", urls) == ["Tom", "Mary", "Tokyo"]
    assert choose_stand_ins("Mary knows Tomas.", urls) == ["Tom", "Tokyo", "John"]


def test_a_number_stands_for_a_number_and_a_year_for_a_year() -> None:
    spans = [span("numbers", text) for text in ("3,75", "1987", "2999")] + [span("placeholders", "%d")]
    assert choose_stand_ins("It was 100 or 11.5.", spans) == ["12", "2013", "11", "20"]
    assert choose_stand_ins("", [span("placeholders", "%s")]) == ["Tom"]


@pytest.mark.slow
def test_there_are_words_for_as_many_spans_as_come() -> None:
    for kind in ("urls", "numbers"):
        chosen = choose_stand_ins("", [span(kind, str(i)) for i in range(400)])
        assert len(set(chosen)) == 400


def test_a_word_counts_where_it_stands_alone() -> None:
    assert contains("Tom's, (Tom) Tomas l'Tom", "Tom") == 3
    assert contains("12 12,5 112 12.", "12") == 2
