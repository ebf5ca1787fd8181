"""Which of sacreBLEU's tokenizers cuts a language into what BLEU counts as words."""

import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import islice

from babelix.base.errors import RequestError

DEFAULT = "13a"
"""mteval's, for languages that put spaces between words."""

# ISO 639 codes. sacreBLEU's own choice for the first three; the others write no spaces between words either.
_CHINESE = {"zh", "zho", "chi", "cmn", "yue", "wuu", "hak", "nan", "lzh"}
_MORPHEMES = {"ja": ("ja-mecab", "MeCab"), "ko": ("ko-mecab", "mecab_ko")}
_THREE_LETTERS = {"jpn": "ja", "kor": "ko"}
_UNSPACED = {"th", "tha", "lo", "lao", "km", "khm", "my", "mya", "bur", "dz", "dzo", "bo", "bod", "tib"}
_ENOUGH = 1000  # texts that tell the script
_UNSPACED_SCRIPTS = ("CJK ", "HIRAGANA", "KATAKANA", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "TIBETAN ")


def tokenizer_of(language: str) -> str:
    """Return the tokenizer of a target language, by its ISO 639 code, whatever region or script follows it (zh-TW).

    ``zh`` for Chinese; ``ja-mecab`` and ``ko-mecab`` where MeCab is installed, else ``char``; ``char`` for Thai, Lao,
    Khmer, Burmese and Tibetan; ``13a`` otherwise.
    """
    code = language.replace("_", "-").split("-")[0].lower()
    if code in _CHINESE:
        return "zh"
    code = _THREE_LETTERS.get(code, code)
    if code in _MORPHEMES:
        tokenizer, package = _MORPHEMES[code]
        return tokenizer if find_spec(package) is not None else "char"
    return "char" if code in _UNSPACED else DEFAULT


def choose_tokenizer(given: str | None, language: str | None, references: Iterable[str]) -> str:
    """Return the tokenizer `given`, else that of the target `language`, else the default.

    Raises `RequestError` where that would be the default and most letters of `references` belong to scripts without
    spaces: a whole sentence would count as one word.
    """
    if given is not None:
        return given
    chosen = DEFAULT if language is None else tokenizer_of(language)
    if chosen == DEFAULT and _unspaced(references):
        known = f"the target language is said to be {language}" if language else "no target language is given"
        raise RequestError(
            "the references are written without spaces between words, of which BLEU would take each sentence for one "
            f"word, and {known}; give the language (`language`; in a recipe data.target) or a `tokenizer`, such as zh "
            "or char",
            setting=("language", "tokenizer"),
        )
    return chosen


def _unspaced(texts: Iterable[str]) -> bool:
    letters = [letter for text in islice(texts, _ENOUGH) for letter in text if letter.isalpha()]
    unspaced = sum(unicodedata.name(letter, "").startswith(_UNSPACED_SCRIPTS) for letter in letters)
    return 2 * unspaced > len(letters)
