import pytest

from babelix.base.errors import RequestError
from babelix.evaluation import tokenizers
from babelix.evaluation.tokenizers import choose_tokenizer, tokenizer_of


@pytest.mark.parametrize(
    ("language", "tokenizer"),
    [
        ("fr", "13a"),
        ("en-GB", "13a"),
        ("zh", "zh"),
        ("zh-TW", "zh"),
        ("ZH_Hans", "zh"),
        ("cmn", "zh"),
        ("th", "char"),
        ("my", "char"),
        ("bod", "char"),
        ("kab", "13a"),
    ],
)
def test_the_tokenizer_follows_the_language(language, tokenizer):
    assert tokenizer_of(language) == tokenizer


@pytest.mark.parametrize(
    ("language", "package", "tokenizer"),
    [("ja", "MeCab", "ja-mecab"), ("kor", "mecab_ko", "ko-mecab"), ("jpn-JP", "MeCab", "ja-mecab")],
)
def test_morphemes_are_told_apart_where_mecab_is_installed(language, package, tokenizer, monkeypatch):
    monkeypatch.setattr(tokenizers, "find_spec", lambda name: object() if name == package else None)
    assert tokenizer_of(language) == tokenizer
    monkeypatch.setattr(tokenizers, "find_spec", lambda name: None)
    assert tokenizer_of(language) == "char"


@pytest.mark.parametrize(
    "text", ["今天天气很好。", "きょうはさむい。", "สวัสดีครับ", "ខ្ញុំ", "Taxi 今天天气很好很好"]
)
def test_the_default_is_refused_for_text_without_spaces(text):
    with pytest.raises(
        RequestError,
        match=r"without spaces between words, of which .* one word, and no target language is given",
    ):
        choose_tokenizer(None, None, [text])
    with pytest.raises(
        RequestError, match="and the target language is said to be fr; give the language"
    ) as refused:
        choose_tokenizer(None, "fr", ["a", text * 2])
    assert refused.value.setting == ("language", "tokenizer")
    assert choose_tokenizer("13a", "fr", [text]) == "13a"
    assert choose_tokenizer(None, "zh", [text]) == "zh"


@pytest.mark.parametrize(
    "text", ["", "12.5 %", "Le chat dort.", "나는 학생입니다.", "मैं छात्र हूँ।", "He said 你好 to her."]
)
def test_other_text_takes_the_default(text):
    assert choose_tokenizer(None, None, [text]) == "13a"
