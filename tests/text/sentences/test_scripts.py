import pytest

from babelix.text.sentences.scripts import last_spaced, without_spaces


@pytest.mark.parametrize("character", "漢かカ。「Ａไ၊ខ")
def test_scripts_without_spaces(character: str) -> None:
    assert without_spaces(character)


@pytest.mark.parametrize("character", "aéЖαעعह한1.…“ ")
def test_scripts_with_spaces(character: str) -> None:
    assert not without_spaces(character)


def test_the_end_of_a_word_in_two_scripts() -> None:
    assert last_spaced("比如Mr") == "Mr"
    assert last_spaced("比如") == ""
    assert last_spaced("Mr") == "Mr"
