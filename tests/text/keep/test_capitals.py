import pytest

from babelix.text.keep.capitals import in_capitals, lowered


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("DO NOT FEED THE ANIMALS.", "Do not feed the animals."),
        ("«WHERE IS MY TV?", "«Where is my TV?"),
        ("I'VE SEEN 3 DOGS", "I've seen 3 dogs"),
        ("NO ENTRY", "No entry"),
        ("CHAPTER XIV", "Chapter XIV"),
        ("I DID MIX A MILD DIM ILL", "I did mix a mild dim ill"),
        ("ÊTES-VOUS PRÊTS ?", "Êtes-vous prêts ?"),
        ("ГДЕ МОЙ ПАСПОРТ?", "Где мой паспорт?"),
    ],
)
def test_a_sentence_in_capitals_is_read_in_small_letters(text: str, small: str) -> None:
    assert in_capitals(text)
    assert lowered(text) == small
    assert not in_capitals(small)


@pytest.mark.parametrize(
    "text",
    ["NASA", "HELP!", "USA 2026", "I am OK", "A B C D E F G H", "我们 喜欢", "", "GO ON", "McDONALD IS IN"],
)
def test_a_word_letters_and_mixed_text_are_none(text: str) -> None:
    assert not in_capitals(text)
