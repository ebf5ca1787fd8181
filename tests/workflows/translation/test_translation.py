import pytest

from babelix.decoding import Hypothesis
from babelix.text.sentences import Cut
from babelix.workflows.translation.reader import Line
from babelix.workflows.translation.translation import Part, Translation, join, join_best, written

LINE = Line(Cut(["One.", "Two?", "Three."], ["\t", "  ", " ", ""]), [[1], [2], [3]], "a remark")


def test_sentences_are_joined_as_they_stood_and_their_figures_summed() -> None:
    made = [Translation("Un.", -1.5, -2.0), Translation("", -0.25, -0.5), Translation("Trois.", -3.0, -7.0)]
    found = join(LINE, made)
    parts = (
        Part("One.", "Un.", -1.5, -2.0),
        Part("Two?", "", -0.25, -0.5),
        Part("Three.", "Trois.", -3.0, -7.0),
    )
    assert found == Translation("\tUn. Trois.", -4.75, -9.5, parts, "a remark")
    assert str(found) == found.text


def test_one_sentence_is_the_line_and_none_an_empty_one() -> None:
    line = Line(Cut(["One."], [" ", ""]), [[1]])
    assert join(line, [Translation("Un.", -1.5, -2.0)]) == Translation(" Un.", -1.5, -2.0)
    assert join(Line(Cut([], ["  "]), []), []) == Translation("", 0.0, 0.0)


def test_the_best_of_a_line_are_the_best_choices_from_its_sentences() -> None:
    line = Line(Cut(["One.", "Two."], ["", " ", ""]), [[1], [2]])
    first = [Translation("a", 0.0, -1.0), Translation("b", 0.0, -2.0), Translation("c", 0.0, -9.0)]
    second = [Translation("x", 0.0, -1.0), Translation("y", 0.0, -1.5), Translation("z", 0.0, -4.0)]
    found = join_best(line, [first, second], 3)
    # -2, -2.5 and -3: by hand.
    assert [each.text for each in found] == ["a x", "a y", "b x"]
    assert [each.score for each in found] == [-2.0, -2.5, -3.0]
    assert [each.text for each in join_best(Line(Cut(["One."], ["", ""]), [[1]]), [first], 3)] == [
        "a",
        "b",
        "c",
    ]
    assert join_best(Line(Cut([], [""]), []), [], 2) == [Translation("", 0.0, 0.0)] * 2


def test_the_confidence_is_the_log_probability_a_subword_the_end_included() -> None:
    found = written("a b", Hypothesis((5, 7, 11), -2.0, -1.5))
    assert (found.subwords, found.confidence, found.least) == (4, -0.5, -0.5)
    assert written("a", Hypothesis((5,), -2.0, -1.5, finished=False)).confidence == -2.0
    assert Translation("", 0.0, 0.0).confidence == 0.0


def test_a_line_is_as_sure_as_its_subwords_and_no_surer_than_its_least_sure_sentence() -> None:
    line = Line(Cut(["x.", "y."], ["", " ", ""]), [[5], [7]])
    found = join(line, [Translation("X.", -1.0, -1.0, subwords=4), Translation("Y.", -3.0, -2.0, subwords=3)])
    assert found.confidence == pytest.approx(-4 / 7)
    assert [part.confidence for part in found.parts] == [-0.25, -1.0]
    assert found.least == -1.0


def test_of_two_ways_to_make_the_same_texts_the_better_stays() -> None:
    line = Line(Cut(["x.", "y."], ["", " ", ""]), [[5], [7]])
    row = [Translation(text, score, score) for text, score in (("A", -1.0), ("A", -1.5), ("B", -3.0))]
    found = join_best(line, [row, row[:1]], 3)
    assert [(each.text, each.score) for each in found] == [("A A", -2.0), ("B A", -4.0)]
