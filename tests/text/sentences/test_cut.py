from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text.sentences import Cut, cut, cut_to_fit

TEXTS = st.text(st.sampled_from("aB1.!?…。“」-#) \t\u00a0,;您é́"), max_size=41)


def at_most(n: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= n


def whole(found: Cut) -> str:
    return "".join(gap + part for gap, part in zip(found.gaps, [*found.parts, ""], strict=True))


def test_a_line_in_sentences_and_what_joins_them() -> None:
    found = cut("  One.  Two!\tThree ", "en")
    assert found == Cut(["One.", "Two!", "Three"], ["  ", "  ", "\t", " "])
    assert found.join(["Un.", "Deux !", "Trois"]) == "  Un.  Deux !\tTrois "


@pytest.mark.parametrize(
    ("line", "mark", "sentences"),
    [
        ("- Buy milk. Go.", "- ", ["Buy milk.", "Go."]),
        ("  * [x] Done", "  * [x] ", ["Done"]),
        ("## 1. Start here", "## ", ["1. Start here"]),
        ("> > I agree.", "> > ", ["I agree."]),
        ("• - Where?", "• - ", ["Where?"]),
        ("-- Hello, he said.", "-- ", ["Hello, he said."]),
        ("-5 degrees", "", ["-5 degrees"]),
        ("#1 and -b", "", ["#1 and -b"]),
        ("a - b", "", ["a - b"]),
        ("- ", "", ["-"]),
    ],
)
def test_the_mark_of_an_item_stands_before_the_first_sentence(
    line: str, mark: str, sentences: list[str]
) -> None:
    found = cut(line, "en")
    assert (found.gaps[0], found.parts) == (mark, sentences)
    assert whole(found) == line


def test_the_cells_of_a_row_are_sentences() -> None:
    row = " | Name. Two | | - x |b|"
    found = cut(row, "en")
    assert found == Cut(["Name.", "Two", "x", "b"], [" | ", " ", " | | - ", " |", "|"])
    assert whole(found) == row
    assert found.join(["Nom.", "Deux", "y", "c"]) == " | Nom. Deux | | - y |c|"
    assert cut("a | b |", "en").parts == ["a | b |"]
    assert cut("|---|:--:|").join(["---", ":--:"]) == "|---|:--:|"
    assert cut("||", "en") == Cut([], ["||"])


def test_a_blank_line_has_no_sentence() -> None:
    for blank in ("", "  ", "\t"):
        assert cut(blank) == Cut([], [blank])
        assert cut(blank).join([]) == ""


def test_a_sentence_of_which_nothing_was_made_takes_its_gap_along() -> None:
    found = cut("One.  Two. Three.", "en")
    assert found.join(["Un.", "", "Trois."]) == "Un. Trois."
    assert found.join(["", "Deux.", ""]) == "Deux."
    assert found.join(["", "", ""]) == ""


@pytest.mark.parametrize(
    ("line", "language", "made", "joined"),
    [
        ("你好。再见。", "zh", ["Bonjour.", "Au revoir."], "Bonjour. Au revoir."),
        ("你好。再见。", "zh", ["こんにちは。", "さようなら。"], "こんにちは。さようなら。"),
        ("Hello. Bye.", "en", ["你好。", "再见。"], "你好。再见。"),
        ("Hello.\tBye.", "en", ["你好。", "再见。"], "你好。\t再见。"),
        ("Hello.  Bye.", "en", ["Bonjour.", "Au revoir."], "Bonjour.  Au revoir."),
    ],
)
def test_joined_as_the_scripts_have_it(line: str, language: str, made: list[str], joined: str) -> None:
    assert cut(line, language).join(made) == joined


@given(TEXTS, st.sampled_from(["en", "fr", "de", "zh", "ja", ""]))
def test_parts_and_gaps_give_the_line_back(line: str, language: str) -> None:
    found = cut(line, language)
    assert whole(found) == line
    assert all(part and part == part.strip() for part in found.parts)
    assert all(not gap or gap.isspace() for gap in found.gaps[1:])


@pytest.mark.parametrize(
    ("text", "longest", "parts"),
    [
        ("short", 5, ["short"]),
        ("One two. Three four, five.", 19, ["One two.", "Three four, five."]),
        ("he came, then; she left, too", 20, ["he came, then;", "she left, too"]),
        ("he came in, she left 1,000", 20, ["he came in,", "she left 1,000"]),
        ("one two three four", 10, ["one two", "three four"]),
        ("aaaaaaaaaaaa", 5, ["aaa", "aaa", "aaa", "aaa"]),
        ("他来了，她走了，我们都在这里", 8, ["他来了，她走了，", "我们都在这里"]),
        ("e\u0301e\u0301e\u0301", 5, ["e\u0301", "e\u0301e\u0301"]),
    ],
)
def test_too_long_a_text_is_cut_at_the_best_place(text: str, longest: int, parts: list[str]) -> None:
    found = cut_to_fit(text, at_most(longest), "en")
    assert found.parts == parts
    assert found.join(parts) == text


@given(TEXTS, st.integers(1, 13))
def test_cut_to_fit_parts_fit_and_give_the_text_back(text: str, longest: int) -> None:
    found = cut_to_fit(text, at_most(longest), "en")
    assert whole(found) == text
    assert all(len(part) <= longest for part in found.parts)


def test_what_never_fits_ends_at_its_letters() -> None:
    assert cut_to_fit("abc", at_most(0)).parts == ["a", "b", "c"]
    assert cut_to_fit("  ", at_most(0)) == Cut([], ["  "])


def test_parts_that_are_cut_further_stay_where_they_stood() -> None:
    line = cut("  One two. Three!  ", "en")
    found = line.within([Cut(["One", "two."], ["", "  ", ""]), Cut(["Three!"], ["", ""])])
    assert found == Cut(["One", "two.", "Three!"], ["  ", "  ", " ", "  "])


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("The soup? The cat has eaten it.", ["The soup? The cat has eaten it."]),
        ("The soup? It's cold.", ["The soup? It's cold."]),
        ("It rained. My old keys? I lost them.", ["It rained.", "My old keys? I lost them."]),
        ("- Your mother-in-law? She left early. Why?", ["Your mother-in-law? She left early.", "Why?"]),
        ("THE BILL? I KEPT IT", ["THE BILL? I KEPT IT"]),
        ("The salt? The pepper? I have it.", ["The salt?", "The pepper? I have it."]),
        # It names nothing.
        ("Really? Yes, it is.", ["Really?", "Yes, it is."]),
        ("That works? Then do it.", ["That works?", "Then do it."]),
        ("Who is it? It is me.", ["Who is it?", "It is me."]),
        ("The very old grey cat? I saw it.", ["The very old grey cat?", "I saw it."]),
        # What follows says nothing of it, is no sentence by itself, or stands apart.
        ("The bill? I have paid.", ["The bill?", "I have paid."]),
        ("My keys? (They are in the car.)", ["My keys?", "(They are in the car.)"]),
        ("The soup?\tThe cat has eaten it.", ["The soup?", "The cat has eaten it."]),
        ("The soup?  The cat has eaten it.", ["The soup?", "The cat has eaten it."]),
        ("The bill? I" + " x" * 10 + " it", ["The bill? I" + " x" * 10 + " it"]),
        ("The bill? I" + " x" * 11 + " it", ["The bill?", "I" + " x" * 11 + " it"]),
        ("The end?", ["The end?"]),
    ],
)
def test_a_question_that_names_something_stays_with_the_short_sentence_that_says_more_of_it(
    line: str, parts: list[str]
) -> None:
    found = cut(line, "en")
    assert found.parts == parts
    assert found.join(found.parts) == line


def test_what_names_something_is_known_in_english_alone() -> None:
    assert cut("The soup? I ate it.").parts == ["The soup?", "I ate it."]
    assert cut("Le sais-tu ? Je ne le sais pas.", "fr").parts == ["Le sais-tu ?", "Je ne le sais pas."]
