import pytest
from tokenizers import pre_tokenizers

from babelix.text.byte_labels import byte_label


@pytest.mark.parametrize("text", [" le", "é", "\n", "שלום", "a\u0301", "\x00", "<b>"])
def test_whole_letters_come_back(text: str) -> None:
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    ((piece, _),) = level.pre_tokenize_str(text)
    assert byte_label(piece) == text


def test_parts_of_letters_show_their_bytes() -> None:
    assert byte_label("Ã") == "<0xC3>"
    assert byte_label("ĠÃ") == "<0x20><0xC3>"


def test_what_stands_for_no_byte_is_left() -> None:
    assert byte_label("▁le") == "▁le"
    assert byte_label("") == ""
