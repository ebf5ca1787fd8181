import re

import numpy as np
import pytest

from babelix.text.keep.kinds import KINDS
from babelix.text.keep.placing import Attention, Placer
from babelix.text.keep.plan import Plan, StandIn, mask, plan
from babelix.text.keep.restore import doubts, is_complete, restore

ALL = frozenset(KINDS)


def never() -> Placer:
    raise AssertionError("nothing is loose")


def words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+['’]?|[^\w\s]", text)]


def back(line: str, output: str, links: list[int], numbers: str = "") -> str:
    """The line planned, translated to `output` whose word i translates word links[i] of its text, and restored."""
    masked = mask(line, ALL)
    found = plan(masked.text, masked.spans, numbers=numbers)

    def place() -> Placer:
        source, target = words(found.text), words(output)
        weights = np.zeros((len(target), len(source)))
        weights[np.arange(len(target)), links] = 1.0
        return Placer(found.text, output, Attention(weights, source, target))

    return restore(found, output, place)


TOM = Plan("", "See Tom or Mary.", "", (StandIn("Tom", "www.a.org"), StandIn("Mary", "{x}")))


def test_stand_ins_keep_their_identity() -> None:
    assert restore(TOM, "Mary, ou bien Tom.", never) == "{x}, ou bien www.a.org."
    assert restore(TOM, "(Tom) « Mary »", never) == "(www.a.org) « {x} »"


def test_what_the_model_left_out_comes_at_the_end() -> None:
    assert restore(TOM, "Voir Tomas !", never) == "Voir Tomas www.a.org {x} !"
    assert restore(TOM, "", never) == "www.a.org {x}"


def test_complete_is_each_once_and_each_number_digit_by_digit() -> None:
    assert is_complete(TOM, "Mary, Tom")
    assert not is_complete(TOM, "Tom, Tom, Mary")
    assert not is_complete(TOM, "Tomas, Mary")


@pytest.mark.parametrize(
    ("number", "good", "bad"),
    [
        (
            "1,234.5",
            ["1 234,5", "1\u202f234.5", "1234,5", "1.234,5"],
            ["1 2345", "1 234,56", "11 234,5", "12,34.5"],
        ),
        ("10:30", ["10 h 30", "10h30", "10:30", "10.30"], ["1030", "10 h 31", "10"]),
        ("87,430", ["87430", "87 430"], ["874 h 30", "874 30", "8743"]),
        ("48213", ["48 213", "48213"], ["4 8213", "148213"]),
        ("3.14", ["3,14"], ["314", "3 14"]),
        ("2024-01-31", ["2024/01/31"], ["20240131"]),
        ("5kg", ["5 kilos", "5 kg", "5kg"], ["15 kg", "5 kg/m", "5", "5 gars", "5 kilomètres"]),
        ("5 km", ["5 km", "5\u202fkm", "5 Kilometern"], ["5 h du matin", "5", "5 m", "5 kmh", "5 kilos"]),
        ("1.85 m", ["1,85 m", "1,85 mètre"], ["1,85 du matin", "1,85 mois"]),
        ("5 mm", ["5 millimètres", "5 Millimeter"], ["5 millions"]),
        ("2 l", ["2 litres", "2 litros"], ["2 lits de lait"]),
        ("30 °C", ["30 °C", "30°C"], ["30 «", "30 °Ca"]),
        ("5pm", ["5 h du soir"], ["17 h"]),
        ("-5", ["-5", "−5 degrés"], ["5 degrés", "moins 5", "-15"]),
        ("+5", ["+5", "5"], ["15"]),
        ("17", ["17 chats", "(17)"], ["17 et 3", "0.17", "17,5", "dix-sept"]),
    ],
)
def test_a_number_counts_digit_by_digit_as_any_language_writes_it(
    number: str, good: list[str], bad: list[str]
) -> None:
    found = Plan("", "", "", numbers=(number,))
    assert [text for text in good if not is_complete(found, f"à {text}.")] == []
    assert [text for text in bad if is_complete(found, f"à {text}.")] == []


def test_each_number_counts_for_itself() -> None:
    found = Plan("", "", "", (StandIn("12", "{n}"),), numbers=("7", "7"))
    assert is_complete(found, "7, 12 et 7")
    assert not is_complete(found, "7, 12 et 77")
    assert not is_complete(found, "7 et 7")


def test_numbers_that_change_places_are_not_kept() -> None:
    prices = Plan("", "", "", numbers=("1,234.50", "5"))
    assert is_complete(prices, "1 234,50 $ ou 5 €.")
    assert not is_complete(prices, "5 $ ou 1 234,50 €.")
    assert is_complete(Plan("", "", "", numbers=("234", "1,234", "234")), "234, 1 234 et 234")


def test_what_a_reader_should_know_is_said() -> None:
    found = Plan("", "", "", (StandIn("12", "$9"), StandIn("11", "7"), StandIn("Tom", "a@b.org")))
    assert doubts(found, "12 ou 11, Tom") == []
    assert doubts(found, "Tom: 11 ou 12") == ["its numbers stand in another order"]
    assert doubts(found, "12, 12 et 11") == [
        "what found no place stands at the end: a@b.org",
        "said more than once: $9",
    ]


@pytest.mark.parametrize(
    ("line", "output", "links", "expected"),
    [
        ("🎉 Well done 👍", "Bien joué", [0, 1], "🎉 Bien joué 👍"),
        ("The <b>red</b> house.", "La maison rouge.", [0, 2, 1, 3], "La maison <b>rouge</b>."),
        (
            "The <b><i>red</i> car</b> is",
            "Est la voiture rouge",
            [3, 0, 2, 1],
            "Est la <b>voiture <i>rouge</i></b>",
        ),
        ("A <u>bird</u> is", "L'oiseau est", [0, 1, 2], "L'<u>oiseau</u> est"),
        ("I love pizza 🍕!", "J'aime la pizza !", [0, 1, 1, 2, 3], "J'aime la pizza 🍕 !"),
        ("One<br/> two", "Un deux", [0, 1], "Un<br/> deux"),
        ("One 🍕 🍝 two", "Un deux", [0, 1], "Un 🍕 🍝 deux"),
        ("One 🍕🍝, two", "Un, deux", [0, 1, 2], "Un 🍕🍝, deux"),
        ("At <a>Tom &amp; Tim</a>", "Chez Tom Tim", [0, 1, 2], "Chez <a>Tom &amp; Tim</a>"),
    ],
)
def test_markup_and_emoji_go_with_their_words(
    line: str, output: str, links: list[int], expected: str
) -> None:
    assert back(line, output, links) == expected


def test_nothing_is_lost_whatever_the_model_says() -> None:
    line = "<p>A <b>cat</b> 🐱 and <i>{name}</i><br/> or a@b.org &amp; <u></u> more <b>dogs</b></p> 🐶"
    for output in ("Un chat et Tom ou Mary de chiens", "", "Tom", "a b c d e f g h i j k l"):
        found = back(line, output, [0] * len(words(output)))
        for literal in (
            "<p>",
            "<b>",
            "</b>",
            "🐱",
            "<i>",
            "{name}",
            "</i>",
            "<br/>",
            "a@b.org",
            "&amp;",
            "</p>",
            "🐶",
        ):
            assert found.count(literal) == line.count(literal), (literal, found)
        opened: list[str] = []
        for tag in re.findall(r"</?[a-z]>", found):
            if tag.startswith("</"):
                assert opened.pop() == tag.replace("/", "")
            else:
                opened.append(tag)
        assert not opened


def test_what_was_raised_is_said_in_capitals_but_for_what_is_put_back() -> None:
    plain = Plan("(", "Write to Tom.", ")", (StandIn("Tom", "a@b.org"),), raised=True)
    assert restore(plain, "Écris à Tom, où il est.", _nowhere) == "(ÉCRIS À a@b.org, OÙ IL EST.)"
    assert restore(Plan("", "Go.", "", raised=True), "va", _nowhere) == "VA"


def _nowhere() -> Placer:
    raise AssertionError("nothing is loose")
