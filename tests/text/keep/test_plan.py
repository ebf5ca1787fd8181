import pytest

from babelix.text.keep.alphabet import Alphabet
from babelix.text.keep.glossary import Glossary
from babelix.text.keep.kinds import KINDS
from babelix.text.keep.plan import Plan, StandIn, mask, plan, unmask

ALL = frozenset(KINDS)


def planned(line: str, numbers: str = "") -> Plan:
    masked = mask(line, ALL)
    assert unmask(masked.text, masked.spans).replace("'", "&#39;") == line.replace("'", "&#39;")
    return plan(masked.text, masked.spans, numbers=numbers)


def test_marks_hide_the_stops_of_an_address() -> None:
    masked = mask("See www.a.org. It 🍕 cost 3.5 <b>!", {"urls", "emoji", "numbers"})
    assert masked.text == "See \U000f0000. It \U000f0001 cost 3.5 <b>!"
    assert [span.text for span in masked.spans.values()] == ["www.a.org", "🍕"]
    assert mask("www.a.org", {"numbers"}).text == "www.a.org"


def test_addresses_and_placeholders_have_stand_ins() -> None:
    found = planned("Write to a@b.org or {name}, at www.c.org.")
    assert found.text == "Write to Tom or Mary, at Tokyo."
    assert found.stand_ins == (
        StandIn("Tom", "a@b.org"),
        StandIn("Mary", "{name}"),
        StandIn("Tokyo", "www.c.org"),
    )
    assert (found.head, found.tail, found.loose, found.numbers) == ("", "", (), ())


def test_code_is_one_word() -> None:
    found = planned("Press <kbd>Enter</kbd> in <b>it</b>.")
    assert (found.text, found.stand_ins) == ("Press Tom in it.", (StandIn("Tom", "<kbd>Enter</kbd>"),))
    assert [each.literal for each in found.loose] == ["<b>", "</b>"]


def test_numbers_are_left_or_checked_or_replaced() -> None:
    line = "In 1987 she had 17 cats."
    assert planned(line) == Plan("", line, "")
    assert planned(line, "checked") == Plan("", line, "", numbers=("1987", "17"))
    assert planned(line, "replaced") == Plan(
        "", "In 2013 she had 12 cats.", "", (StandIn("2013", "1987"), StandIn("12", "17"))
    )


def test_emoji_and_markup_at_the_ends_stay_outside() -> None:
    found = planned("🎉🎂 <p><b>Well</b> done!</p> 👍")
    assert (found.head, found.text, found.tail) == ("🎉🎂 <p>", "Well done!", "</p> 👍")
    assert [(each.offset, each.literal, each.partner) for each in found.loose] == [
        (0, "<b>", 1),
        (4, "</b>", None),
    ]


def test_what_is_loose_leaves_one_space() -> None:
    found = planned("I love pizza 🍕 and<br/>pasta🍝!")
    assert found.text == "I love pizza andpasta!"
    assert [(each.offset, each.before, each.after) for each in found.loose] == [
        (13, True, True),
        (16, False, False),
        (21, False, False),
    ]


def test_tags_pair_by_name_and_a_stray_one_stands_alone() -> None:
    found = planned("a <b>c <i>d</b> e</i> f <img> <u>g")
    pairs = [(each.literal, each.partner) for each in found.loose]
    assert pairs == [
        ("<b>", 2),
        ("<i>", None),
        ("</b>", None),
        ("</i>", None),
        ("<img>", None),
        ("<u>", None),
    ]


def test_a_sentence_without_a_word_of_its_own_is_kept_whole() -> None:
    for line in ("www.a.org", "{name}: %s", "<b>a@b.org</b>!", "🇫🇷 🇬🇧", "👍"):
        assert planned(line) == Plan(line, "", "")
    assert planned("12:30", "checked") == Plan("12:30", "", "")
    assert planned("12:30").text == "12:30"


def test_an_apostrophe_in_disguise_is_read_as_one() -> None:
    assert planned("I don&#39;t know.").text == "I don't know."


def test_a_mark_is_no_character_of_the_line_itself() -> None:
    line = "\U000f0000 \U000f0001 www.a.org"
    masked = mask(line, {"urls"})
    assert masked.text == "\U000f0000 \U000f0001 \U000f0002"
    assert unmask(masked.text, masked.spans) == line
    found = plan(masked.text + " it", masked.spans)
    assert (found.text, found.stand_ins) == (
        "\U000f0000 \U000f0001 Tom it",
        (StandIn("Tom", "www.a.org"),),
    )


def test_more_than_there_are_marks_is_left_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babelix.text.keep.plan.MARKS", ("\U000f0000", "\U000f0001"))
    line = "🐱🐱🐱 it"
    masked = mask(line, {"emoji"})
    assert masked.text == "\U000f0000\U000f0001🐱 it"
    assert unmask(masked.text, masked.spans) == line


def test_a_number_of_a_term_is_neither_checked_nor_replaced() -> None:
    line = "Route 66 is 17 miles long"
    assert plan(line, {}, numbers="checked", said=[(0, 8)]).numbers == ("17",)
    assert plan(line, {}, numbers="replaced", said=[(0, 8)]).text == "Route 66 is 12 miles long"


def test_what_a_model_cannot_read_has_a_stand_in() -> None:
    alphabet = Alphabet(frozenset("é"), frozenset({"LATIN"}))
    masked = mask("I met 田中 in Łódź.", ALL, alphabet)
    found = plan(masked.text, masked.spans)
    assert found.text == "I met Tom in Mary."
    assert found.stand_ins == (StandIn("Tom", "田中"), StandIn("Mary", "Łódź"))
    whole = mask("Я люблю тебя!", ALL, alphabet)
    assert plan(whole.text, whole.spans) == Plan("Я люблю тебя!", "", "")
    assert mask("I met 田中.", ALL).spans == {}


def test_a_term_says_what_the_model_cannot_read() -> None:
    alphabet = Alphabet(frozenset("é"), frozenset({"LATIN"}))
    glossary = Glossary(
        {"Москва": "Moscou", "Łódź Film School": "École de Łódź", "met": "vu", "a.md": "b.md", "#x": "#y"}
    )

    def of(line: str) -> Plan:
        masked = mask(line, ALL, alphabet, glossary)
        assert unmask(masked.text, masked.spans) == line
        return plan(masked.text, masked.spans)

    assert of("I met Иван Москва.").stand_ins == (StandIn("Tom", "Иван Moscou"),)
    assert of("Москва, Москва!") == Plan("Moscou, Moscou!", "", "")
    assert of("I met a.md `met` #x #x2.").stand_ins[0] == StandIn("Tom", "b.md")
    assert [each.literal for each in of("I met a.md `met` #x #x2.").stand_ins[1:]] == ["`met`", "#y", "#x2"]
    assert of("I met Москва, Łódź Film School.").stand_ins == (StandIn("Tom", "Moscou"),)
    assert of("I met Иван, Łódź Film School.").text == "I met Tom, Łódź Film School."
    found = of("Łódź Film School, Łódź")
    assert (found.text, found.stand_ins) == ("Łódź Film School, Tom", (StandIn("Tom", "Łódź"),))


def test_emphasis_is_a_pair_and_nests() -> None:
    found = planned("See the [page of **our** house](https://a.org/x_y) and ![photo](a.jpg).")
    assert found.text == "See the page of our house and photo."
    assert [(each.literal, each.partner) for each in found.loose] == [
        ("[", 3),
        ("**", 2),
        ("**", None),
        ("](https://a.org/x_y)", None),
        ("![", 5),
        ("](a.jpg)", None),
    ]
    found = planned("This **is *very* important** and *good*!")
    assert found.text == "This is very important and good!"
    assert [(each.literal, each.partner) for each in found.loose] == [
        ("**", 3),
        ("*", 2),
        ("*", None),
        ("**", None),
        ("*", 5),
        ("*", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "head", "text", "tail"),
    [
        ("(It rained.)", "(", "It rained.", ")"),
        ("[( he smiled )].", "[( ", "he smiled", " )]."),
        ("(a) and (b)", "", "(a) and (b)", ""),
        ("(a)) (b)", "", "(a)) (b)", ""),
        ("(12)", "(12)", "", ""),
        ("(He left.", "(", "He left.", ""),
        ("She cried [too].).", "", "She cried [too].", ")."),
        ("She cried.)", "", "She cried.", ")"),
        ("()", "()", "", ""),
        ("a) One", "", "a) One", ""),
        ("[x] One (two)", "", "[x] One (two)", ""),
    ],
)
def test_brackets_round_a_whole_sentence_stay_outside(sentence: str, head: str, text: str, tail: str) -> None:
    found = plan(sentence, {}, numbers="checked", brackets=True)
    assert (found.head, found.text, found.tail) == (head, text, tail)
    assert plan(sentence, {}).text == sentence


def test_a_term_within_brackets_has_its_number_to_itself() -> None:
    assert plan("(Room 12 is 7.)", {}, numbers="checked", said=[(1, 8)], brackets=True).numbers == ("7",)
