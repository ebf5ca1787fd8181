import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text.keep.alphabet import Alphabet
from babelix.text.subwords import Subwords

FRENCH = Alphabet(frozenset("éèàçœ"), frozenset({"LATIN"}))
RUSSIAN = Alphabet(frozenset("абвгдежзиклмнопрстуя"), frozenset({"LATIN", "CYRILLIC"}))


def unread(alphabet: Alphabet, text: str) -> list[str]:
    return [text[start:end] for start, end in alphabet.unread(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "My name is |田中|.",
        "|Москва| is a big city, says |Иван Петров|!",
        "He said (|Привет, мир|!) to her.",
        "|私はトムです。彼はMaryです|。",
        "|नमस्ते दुनिया| means hello, |п'ять| five, |שָׁלוֹם| peace.",
        "|α-amylase| and |β-carotene, γ2|; or |δ|",
        "|Łódź|'s streets, |Dvořák|’s cellos; smörgåsbord, |Ångström|",
        "|Björk Guðmundsdóttir| sings in |São| Paulo.",
        "Éclairs, OEUVRES, Œuvres, déjà-vu, naïve",
        "nº 5, 1ª, 3 × 4 ≠ ½ — “hi” ™ 🍕",
        "plain",
        "",
    ],
)
def test_words_in_letters_that_no_subword_holds_are_unread(marked: str) -> None:
    parts = marked.split("|")
    assert unread(FRENCH, "".join(parts)) == parts[1::2]


def test_a_decomposed_letter_is_read_as_the_composed_one() -> None:
    text = unicodedata.normalize("NFD", "Été à Dvořák, çà")
    assert unread(FRENCH, text) == [unicodedata.normalize("NFD", "Dvořák")]


def test_where_words_have_no_spaces_a_letter_is_one() -> None:
    chinese = Alphabet(frozenset("我喜欢茶很好他住在了的歌"), frozenset({"LATIN", "CJK"}))
    assert chinese.spaceless
    assert not RUSSIAN.spaceless
    assert unread(chinese, "我喜欢の茶，很好") == ["の"]
    assert unread(chinese, "他住在Москва很久了, Beyoncé的歌") == ["Москва", "Beyoncé"]
    assert unread(chinese, "α粒子") == ["α"]


def test_a_modifier_and_a_sign_are_no_letters() -> None:
    assert unread(FRENCH, "I donʼt know ℹ, rock ʼn’ roll") == []
    assert FRENCH.plain("ℹ") == "ℹ"


def test_a_script_that_the_vocabulary_has_is_read_and_its_rare_letters_in_names_alone_are_not() -> None:
    assert unread(RUSSIAN, "Москва, ёлка и Їжак, 東京") == ["Їжак, 東京"]


def test_forms_of_letters_are_read_as_the_letters() -> None:
    assert FRENCH.plain("The ﬁrst oﬃce, ﬆop: Congreſs, Ｈｅｌｌｏ, 𝐇𝐞𝐥𝐥𝐨") == (
        "The first office, stop: Congress, Hello, Hello"
    )
    assert FRENCH.plain("½ ² ª ™ ① ﷽ µ Łódź ｶ") == "½ ² ª ™ ① ﷽ µ Łódź ｶ"
    assert not FRENCH.unread("ﬁﬁ 𝐇𝐞𝐥𝐥𝐨")
    wide = Alphabet(frozenset("ｈｅｌｏ"), frozenset({"FULLWIDTH"}))
    assert wide.plain("Ｈｅｌｌｏ") == "Ｈｅｌｌｏ"


def test_an_alphabet_is_what_subwords_hold_whole() -> None:
    words = [f"{a}{b}é{c} ДЖ{b}" for a in "abcdefghijk" for b in "lmnopqrstuvw" for c in "xyzabcdefghi"]
    subwords = Subwords.train(words, 260 + 1024)
    found = Alphabet.of(subwords)
    assert found == Alphabet(frozenset("éдж"), frozenset({"LATIN", "CYRILLIC"}))


def test_of_few_merges_nothing_can_be_said(subwords: Subwords) -> None:
    assert Alphabet.of(subwords) is None


@given(st.text())
def test_phrases_are_in_order_and_apart_and_hold_a_letter_beyond_ascii(text: str) -> None:
    spans = FRENCH.unread(text)
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    assert all(any(c.isalpha() and not c.isascii() for c in text[start:end]) for start, end in spans)


@given(st.text())
def test_plain_text_is_plain(text: str) -> None:
    assert FRENCH.plain(FRENCH.plain(text)) == FRENCH.plain(text)
