import pytest

from babelix.text.keep.breaks import cut_after_emoji
from babelix.text.keep.plan import mask, unmask


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("It is on its way 📦 Track it here", ["It is on its way 📦", "Track it here"]),
        (
            "We won the cup 😂😂  See you soon 🎉 Mary and Tom",
            ["We won the cup 😂😂", "See you soon 🎉", "Mary and Tom"],
        ),
        ("I ❤ Paris in spring", None),
        ("We won the cup 😂 see you soon", None),
        ("We won the cup 😂 Tom", None),
        ("See you at www.a.org Track it here", None),
    ],
)
def test_an_emoji_before_a_capital_ends_a_sentence(line: str, parts: list[str] | None) -> None:
    masked = mask(line, {"emoji", "urls"})
    found = cut_after_emoji(masked.text, masked.spans)
    assert [unmask(part, masked.spans) for part in found.parts] == (parts or [line])
    assert unmask(found.join(found.parts), masked.spans) == line
