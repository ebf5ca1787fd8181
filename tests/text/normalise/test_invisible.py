import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text.normalise.invisible import has_letters, is_blank, untranslatable, visible

TEXT = st.text(st.characters(codec="utf-8"))
# Format characters with a shape of their own: signs of Arabic, Syriac and Kaithi, and hieroglyphs' arrangement.
SHAPED_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
SHAPED_FORMATS |= set(range(0x13430, 0x13440))


@pytest.mark.slow
def test_alone_every_space_and_every_format_character_is_blank():
    characters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    seen = {
        ord(each)
        for each in characters
        if (each.isspace() or unicodedata.category(each) in ("Cf", "Cc")) and visible(each)
    }
    assert seen <= SHAPED_FORMATS
    assert len(SHAPED_FORMATS - seen) <= 7  # unassigned in older tables of Unicode


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t",
        "\u00a0\u2003\u3000",
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u200d\u200c",
        "\u2800 \u3164",
        "\ufe0f",
        "\x00\x07",
        "\u2028\u2029\x0b\x0c\x85\r",
        "\u202b\u202c\u200f\u061c",
        "\U000e0067\U000e007f",
    ],
)
def test_what_a_reader_sees_as_empty_is_blank(text):
    assert is_blank(text)
    assert visible(text) == ""


@pytest.mark.parametrize("text", ["a", ".", "\u0301", "\u0600", "\ufffd", "\ue000", "\u200b!"])
def test_what_shows_is_not_blank(text):
    assert not is_blank(text)
    assert visible(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("co\u00adop\u00ader\u00adate", "cooperate"),
        ("\ufeffwa\u200bter", "water"),
        ("no\u2060thing\x00", "nothing"),
        ("Auf\u200clage, hel\u200dlo", "Auflage, hello"),
        ("\u202bשלום\u202c\u200f!", "שלום!"),
        ("\u2067مرحبا\u2069 \u061c2", "مرحبا 2"),
        ("สวัสดี\u200bครับ", "สวัสดีครับ"),
        ("x\ufe0f\u200dy \ufe0f", "xy "),
        ("a\U000e0067\U000e0068b", "ab"),
        ("\ufff9漢\ufffaかん\ufffb", "漢かん"),
        ("a\u00a0b\t c ", "a\u00a0b\t c "),
    ],
)
def test_what_nobody_sees_goes(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: two parts of one word
        "ه\u200d",  # the Hijri year's letter, in its initial form
        "क\u094d\u200dष क\u094d\u200cष",  # Hindi: half a letter, and a letter with its virama shown
        "ന\u0d4d\u200d",  # Malayalam's old final n
        "👨\u200d👩\u200d👧 👩🏽\u200d🚀 ❤\ufe0f\u200d🔥",  # a family, an astronaut, a heart on fire
        "☎\ufe0e 1\ufe0f\u20e3",  # a telephone as text, a keycap
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England's flag
        "葛\U000e0100",  # a name's own form of a letter
        "ᠠ\u180b",  # a Mongolian letter's variant
        "ᄒ\u1160ᆞ",  # old Korean without its vowel
    ],
)
def test_what_changes_the_word_stays(text):
    assert visible(text) == text


@given(TEXT)
def test_twice_is_once_and_nothing_is_added(text):
    seen = visible(text)
    assert visible(seen) == seen
    rest = iter(text)
    assert all(each in rest for each in seen)
    assert (seen == "") == is_blank(text)


@pytest.mark.parametrize(
    "text", ["", "3.14", "...", "🙂 100 %", "½ Ⅷ ①", "\u0301", "10:30 – 11:00", "\ue000"]
)
def test_without_a_letter_there_is_nothing_to_translate(text):
    assert not has_letters(text)


@pytest.mark.parametrize("text", ["a", "5 km", "字", "क", "ª", "\U0001d400", "\ud800"])
def test_letters_of_every_script(text):
    assert has_letters(text)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("a", None),
        ("5 km", None),
        ("3.14", "3.14"),
        (" – ", " – "),
        ("\u200b", ""),
        (" ", ""),
        ("", ""),
        ("\u3164", ""),
    ],
)
def test_what_is_not_for_a_model(text, instead):
    assert untranslatable(text) == instead
