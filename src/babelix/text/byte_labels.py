"""Byte-level subwords as a reader would see them: GPT-2's letters for bytes, read back."""

from functools import lru_cache


def byte_label(piece: str) -> str:
    """Return the text of a byte-level subword; one that holds part of a letter only shows its bytes, as ``<0xC3>``.

    A piece with a letter that stands for no byte (a special token) is returned as it is.
    """
    letters = _byte_letters()
    if any(letter not in letters for letter in piece):
        return piece
    content = bytes(letters[letter] for letter in piece)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(f"<0x{byte:02X}>" for byte in content)


@lru_cache(maxsize=1)
def _byte_letters() -> dict[str, int]:
    """Return the byte of each letter: printable Latin-1 stands for itself, the rest from U+0100 on (GPT-2's table)."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    shifted = {chr(0x100 + number): byte for number, byte in enumerate(others)}
    return {chr(byte): byte for byte in plain} | shifted
