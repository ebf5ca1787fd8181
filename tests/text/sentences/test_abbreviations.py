import pytest

from babelix.text.sentences.abbreviations import abbreviations, first_word


@pytest.mark.parametrize(
    ("word", "following", "held"),
    [
        ("Mr", "Smith", True),
        ("e.g", "Paris", True),
        ("No", "5 is mine", True),
        ("No", "XII", True),
        ("No", "I will not", False),
        ("etc", "and so on", True),
        ("etc", "Then", False),
        ("Inc", "Shares", True),
        ("Inc", "The shares", False),
        ("cat", "The", False),
    ],
)
def test_when_a_full_stop_belongs_to_the_word_before_it(word: str, following: str, held: bool) -> None:
    assert abbreviations("en").hold(word, following) is held


def test_a_table_is_found_by_the_language_of_a_code_and_a_short_one_without() -> None:
    assert abbreviations("pt-BR") == abbreviations("pt_PT") == abbreviations("PT")
    assert abbreviations("fr").always != abbreviations("en").always
    assert abbreviations("de").ordinals
    assert not abbreviations("en").ordinals
    assert abbreviations("xx") == abbreviations("")
    assert "dr" in abbreviations("xx").always


def test_every_word_stands_as_it_is_looked_up() -> None:
    for language in ("", "en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "pl", "cs", "el", "tr"):
        table = abbreviations(language)
        words = table.always | table.number | table.starter | table.lower | table.starters | table.speech
        assert all(word == word.lower().strip() and not word.endswith(".") for word in words), language


def test_the_first_word() -> None:
    assert first_word("L'amour") == "l"
    assert first_word("...") == ""
