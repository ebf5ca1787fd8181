"""What a reader sees of a text: characters that nobody sees do not change a translation, and alone they are no text.

Unicode calls them Default_Ignorable_Code_Point (UAX 44): soft hyphen, zero-width space, word joiner, byte order mark,
marks of direction, tags, fillers, selectors of a variant. Controls that are no space count among them. Some carry
meaning after certain characters and stay there: decisions/translation/what-nobody-sees-is-not-translated.
"""

import re
import unicodedata

# Controls but spaces, then the code points of Default_Ignorable_Code_Point and the three of interlinear annotation.
_UNSEEN = (
    "\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f"
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164"
    "\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff"
)
# Scripts whose letters a joiner shapes: Arabic to Sinhala, Tibetan, Myanmar, Khmer, Mongolian and their extensions;
# and pictures, of several of which a joiner makes one.
_SHAPED = (
    "\\u0600-\\u0dff\\u0f00-\\u109f\\u1780-\\u180a\\u1810-\\u18af\\u1a20-\\u1aaf"
    "\\u1b00-\\u1c4f\\ua800-\\uabff\\ufb50-\\ufdff\\ufe70-\\ufefc"
    "\\U00010a00-\\U00011fff\\U0001e900-\\U0001e95f"
)
_PICTURES = "\\u00a9\\u00ae\\u2190-\\u2bff\\u3030\\u303d\\u3297\\u3299\\U0001f000-\\U0001faff"
_MONGOLIAN = "\\u1800-\\u180a\\u1810-\\u18af"
# What has a variant: pictures, digits of keycaps, Han, Mongolian and Myanmar letters, signs of mathematics.
_VARIED = f"#*0-9{_PICTURES}{_MONGOLIAN}\\u1000-\\u109f\\u2e80-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff"
_SELECTOR = "[\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef]"
# What means something after the character before it: in Persian and Indian scripts, emoji, flags, old Korean.
_MEANT = "|".join(
    [
        f"[{_SHAPED}][\\u200c\\u200d]",
        f"[{_PICTURES}]{_SELECTOR}?\\u200d",
        f"[{_VARIED}]{_SELECTOR}",
        f"[{_MONGOLIAN}][\\u180b-\\u180f]",
        "\\U0001f3f4[\\U000e0020-\\U000e007f]+",
        "\\u115f[\\u1161-\\u11a7]",
        "[\\u1100-\\u115e\\ua960-\\ua97c]\\u1160",
    ]
)
_SEEN_OR_NOT = re.compile(f"({_MEANT})|[{_UNSEEN}]")
_ANY = re.compile(f"[{_UNSEEN}]")
# The blank of Braille is a symbol to Unicode and a space to the eye.
_EMPTY = re.compile(f"[\\s{_UNSEEN}\\u2800]*")


def visible(text: str) -> str:
    """Return `text` without what no reader sees; spaces stay as they are, and nothing is left of a blank text."""
    if text.isascii() and text.isprintable():
        return "" if text.isspace() else text
    if is_blank(text):
        return ""
    return _SEEN_OR_NOT.sub(lambda found: found[1] or "", text) if _ANY.search(text) else text


def is_blank(text: str) -> bool:
    """Tell whether a reader sees nothing: spaces of any kind, characters without a shape, or no character at all."""
    return _EMPTY.fullmatch(text) is not None


def untranslatable(text: str) -> str | None:
    """Return what becomes of a text that is not for a model: nothing of a blank one, itself without a letter.

    None is returned of any other.
    """
    if has_letters(text) and visible(text):
        return None
    return "" if is_blank(text) else text


def has_letters(text: str) -> bool:
    """Tell whether `text` holds a letter of any script: without one there is nothing to translate.

    Half a surrogate pair counts as one, so that who encodes it can refuse it.
    """
    return any(category[0] == "L" or category == "Cs" for category in map(unicodedata.category, text))
