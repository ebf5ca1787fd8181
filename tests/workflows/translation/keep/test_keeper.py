from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.translator import Translator, load_translator

# A tiny model knows neither Tom nor 12: what is kept here is what the search is made to say.
LINES = [
    "the cat sees a@b.org and www.c.org/d.",
    "🐱 the cat 12 👨‍👩‍👧 sees a dog 🇫🇷!",
    "https://example.org/",
    "<b>the cat</b> sees {name}<br/>, %s and %(x)s.",
    "",
    "the dog sees 1,234.5 and 7. a cat sees www.e.org.",
    "the dog.",
]
LITERALS = [
    ["a@b.org", "www.c.org/d"],
    ["🐱", "12", "👨‍👩‍👧", "🇫🇷"],
    ["https://example.org/"],
    ["<b>", "</b>", "{name}", "<br/>", "%s", "%(x)s"],
    [],
    ["1,234.5", "7", "www.e.org"],
    [],
]


@pytest.fixture(scope="module")
def translator(tiny_run: Path) -> Translator:
    return load_translator(tiny_run)


@pytest.mark.slow
def test_all_is_kept_whatever_the_batch(translator: Translator) -> None:
    found = translator.translate(LINES, keep=["all"])
    for translation, literals in zip(found, LITERALS, strict=True):
        for literal in literals:
            assert translation.text.count(literal) == 1, (translation.text, literal)
    assert found[2].text == LINES[2]
    assert found[3].text.index("<b>") < found[3].text.index("</b>")
    assert found[4].text == ""
    for batch_size in (1, 3):
        again = translator.translate(LINES, keep=["all"], batch_size=batch_size)
        assert [each.text for each in again] == [each.text for each in found]


@pytest.mark.slow
def test_sentences_of_a_line_know_what_they_were(translator: Translator) -> None:
    line = "the dog https://a.example.org/b/c.d?e=f. a cat sees www.e.org."
    (found,) = translator.translate([line])
    assert [part.source for part in found.parts] == [line[:40], line[41:]]
    assert "www.e.org" in found.parts[1].text


def test_what_is_not_kept_is_the_models(translator: Translator) -> None:
    kept, plain = (translator.translate(["the cat.", "12"], keep=keep) for keep in (None, ["none"]))
    assert kept[0].text == plain[0].text
    assert kept[1].text == "12"
    assert (kept[1].log_probability, kept[1].score) == (0.0, 0.0)


@pytest.mark.slow
def test_several_translations_keep_it_too(translator: Translator) -> None:
    for found in (
        translator.n_best(["the cat www.c.org 7."], 2)[0],
        translator.sample(["the cat www.c.org 7."], 3)[0],
    ):
        assert all("www.c.org" in each.text and "7" in each.text for each in found)


def test_every_line_begins_with_the_prefix_and_scores_what_the_model_says(translator: Translator) -> None:
    lines = ["the cat sees a dog.", "the dog. the cat."]
    found = translator.translate(lines, prefix="un chien")
    for each in found:
        assert each.text.startswith("un chien")
        assert not each.text[len("un chien") :][:1].isalnum()
    (scored,) = translator.score([lines[0]], [found[0].text])
    assert found[0].log_probability == pytest.approx(scored, abs=1e-3)
    assert not found[1].parts[1].text.startswith("un chien")


def test_a_prefix_of_all_there_is_to_say_is_the_translation(translator: Translator) -> None:
    (plain,) = translator.translate(["the cat sees a dog."])
    (found,) = translator.translate(["the cat sees a dog."], prefix=plain.text)
    assert found.text == plain.text
    assert found.log_probability == pytest.approx(plain.log_probability, abs=1e-4)


@pytest.mark.slow
def test_terms_of_the_glossary_are_said(translator: Translator) -> None:
    lines = ["the cat sees a dog.", "Cat and dog and cat", "a category."]
    found = translator.translate(lines, glossary={"cat": "minou noir", "Dog": "x"})
    assert "minou noir" in found[0].text
    assert found[1].text.lower().count("minou noir") == 2
    assert found[2].text == translator.translate(lines)[2].text


@pytest.mark.slow
def test_what_the_search_may_not_say_is_told(tiny_run: Path) -> None:
    translator = load_translator(tiny_run)
    translator.forbid_repetition(no_repeat_ngram=1)
    (cut,) = translator.translate(["the cat sees."], prefix="la la la")
    assert cut.remark == "it does not begin with all of the prefix"
    (unsaid,) = translator.translate(["the cat sees."], glossary={"cat": "chats chats"})
    assert unsaid.remark == "'chats chats' of the glossary is not said"


def test_an_unknown_kind_is_refused(translator: Translator) -> None:
    with pytest.raises(RequestError, match="`keep`: unknown kind 'url'; did you mean 'urls'"):
        translator.translate(["a"], keep=["url"])
    with pytest.raises(RequestError, match="keep"):
        translator.translate(["a"], keep="urls")


@pytest.mark.slow
def test_a_term_with_a_number_is_said(translator: Translator) -> None:
    found = translator.translate(
        ["the cat 66 sees.", "the cat 66 sees 17."], glossary={"cat 66": "minou 77", "the": "le"}
    )
    for translation in found:
        assert "minou 77" in translation.text
        assert "66" not in translation.text
    assert "17" in found[1].text


def test_a_prefix_is_said_by_the_first_sentence_that_is_translated(translator: Translator) -> None:
    (found,) = translator.translate(["12! the cat. a dog."], prefix="le chat")
    assert [part.text.startswith("le chat") for part in found.parts[:2]] == [False, True]


def test_a_glossary_is_for_the_best_translation(tiny_run: Path) -> None:
    wishes = Wishes.of(glossary={"cat": "minou"})
    with pytest.raises(RequestError, match="`glossary` holds for the best translation alone"):
        load_translator(tiny_run, wishes=wishes).n_best(["the cat."], 2)


def test_words_that_the_model_cannot_read_are_copied() -> None:
    translator = load_translator(locate("en-fr"))
    lines = [
        "My name is 田中.",
        "Москва is a big city, see https://ru.org/Москва.",
        "Я люблю тебя.",
        "Hello, Łódź!",
    ]
    found = [each.text for each in translator.translate(lines)]
    assert found[0] == "Je m'appelle 田中."
    assert found[1].count("Москва") == 2
    assert "https://ru.org/Москва" in found[1]
    assert found[2] == lines[2]
    assert "Łódź" in found[3]
    (named,) = translator.translate(["I live in Москва."], glossary={"Москва": "Moscou"})
    assert named.text == "J'habite à Moscou."
    (garbled,) = translator.translate(lines[:1], keep=["urls"])
    assert "田中" not in garbled.text
    assert [each.text for each in translator.translate(["The ﬁrst oﬃce."])] == [
        each.text for each in translator.translate(["The first office."])
    ]


def test_a_sentence_in_capitals_is_translated_as_in_small_letters() -> None:
    translator = load_translator(locate("en-fr"))
    loud, calm = (
        translator.translate([text])[0] for text in ("WHERE IS MY PASSPORT?", "Where is my passport?")
    )
    assert loud.text == calm.text.upper() == "OÙ EST MON PASSEPORT ?"
    assert loud.log_probability == calm.log_probability
    (kept,) = translator.translate(["WRITE TO a@b.org NOW, PLEASE."])
    assert "a@b.org" in kept.text
    for term in ("cat", "CAT"):
        (said,) = translator.translate(["THE CAT IS SICK."], glossary={term: "MATOU"})
        assert "MATOU" in said.text
    (begun,) = translator.translate(["WHERE IS MY PASSPORT?"], prefix="Où")
    assert begun.text.startswith("Où")
