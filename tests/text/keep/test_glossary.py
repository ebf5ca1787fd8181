from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.text.keep.glossary import Glossary, read_glossary

GLOSSARY = Glossary(
    {"cat": "matou", "dog  food": "croquettes", "dog": "chien", "US": "États-Unis", "猫": "chat"}
)


def required(sentence: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(sentence[term.start : term.end], term.wordings) for term in GLOSSARY.required(sentence)]


def test_whole_words_are_found_the_longest_first() -> None:
    assert required("cat, cats, a tomcat, (cat)") == [("cat", ("matou",)), ("cat", ("matou",))]
    assert required("dog food for a dog") == [("dog food", ("croquettes",)), ("dog", ("chien",))]
    assert required("nothing") == []


def test_case_counts_where_the_term_has_a_capital() -> None:
    assert required("Give us a CAT in the US.") == [("CAT", ("matou", "Matou")), ("US", ("États-Unis",))]
    assert required("Cat") == [("Cat", ("matou", "Matou"))]


def test_a_script_without_spaces_needs_none_round_a_term() -> None:
    assert required("黒い猫です") == [("猫", ("chat",))]


def test_a_term_is_said_as_words_of_its_own() -> None:
    (term,) = GLOSSARY.required("a Cat")
    assert term.said("Matou, matou, matous, l'matou") == 3
    (term,) = Glossary({"New  York": "Big Apple"}).required("In New York")
    assert term.said("the Big  Apple") == 1


def test_a_file_is_a_line_a_term(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("\ufeffcat\tmatou\n\n dog \tle chien\ncat\tmatou\n", encoding="utf-8")
    assert read_glossary(file) == {"cat": "matou", "dog": "le chien"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "cat\tmatou\ndog chien\n",
            "terms.tsv, line 2: expected a term, a tab and its translation, got no tab in 'dog",
        ),
        ("a\tb\tc\n", "line 1: expected a term, a tab and its translation, got 2 tabs in"),
        ("cat\t \n", "line 1: the translation is empty; give both or leave it out"),
        ("\n\tmatou\n", "line 2: the term is empty"),
        ("cat\tmatou\nx\ty\ncat\tchat\n", "line 3: 'cat' is 'chat' here and 'matou' in line 1; keep one"),
        ("\n \n", "terms.tsv holds no term"),
    ],
)
def test_what_is_amiss_in_a_file_is_told_by_line(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        read_glossary(file)
    assert told in str(caught.value)


def test_an_empty_term_is_refused() -> None:
    with pytest.raises(RequestError, match="`glossary`: 'cat' for ' ': expected a term and its translation"):
        Glossary({"cat": " "})
