import pytest

from babelix.text.sentences.ends import ends

# A bar stands where a sentence ends and another follows, before the white space if there is some.
CASES = [
    # Every kind of trap: titles, decimals, abbreviations, quotations, ellipses, initials, brackets.
    (
        "en",
        'Mr. Smith paid 3.14 dollars, e.g. for tea.| "Really?" he asked.| "It is you!" Tom said.| Well... maybe not.|'
        " J. R. R. Tolkien (see p. 3. It is there.) wrote it at 5 p.m. in the U.S. Army.| He left...| She stayed!",
    ),
    (
        "fr",
        "M. Dupont a payé 3,14 euros, p. ex. pour du thé.| « Vraiment ? » demanda-t-il.| Euh… peut-être.| « Oui. »|"
        " Il partit ! ! !| Mme J. Durand, etc., resta.| Quoi ?| J.-J. Rousseau vint av. midi.| Fin.",
    ),
    (
        "zh",
        "王先生付了3.14元。|“你是谁？”他问。|也许……不是。|比如Mr. Smith（见上。这里）来了！|“好。”|“不好。”|他走了。",
    ),
    ("ja", "「はい。」と言った。|円周率は3.14…です。|さようなら！|「え？」|「うん。」"),
    ("de", "Am 3. Oktober kam z.B. Dr. Meier.| Er ging.| »Gut.«| Er blieb 1999.| „Ja.“| Dann kam Nr. 5."),
    ("es", "¿Qué hora es?| ¡Las 3.15!| El Sr. López vino.| Ud. también, etc.| Adiós."),
    ("hi", "मैं जाता हूँ।| वह ए. पी. जे. अब्दुल है।|वह आता है॥| ठीक?| हाँ।"),
    ("ar", "كيف حالك؟| أنا بخير.| دفع 3.14 درهم!| شكرا"),
    ("ur", "یہ ہے۔| وہ ہے۔|کیا؟"),
    ("ru", "Г-н А. С. Пушкин жил в 1830 г. в Москве, т.е. давно.| Он писал.| А ты?"),
    ("hy", "Բարեւ։| Ինչպես ես։"),
    ("my", "ကောင်းပါတယ်။| သွားမယ်။"),
    ("ko", "안녕하세요.| 잘 지내요?| 네!"),
    ("xx", "Dr. Foo came.| Bar left."),
    # What people type.
    ("en", "hello.| how are you?| fine, e.g. not ill.| wait... what"),
    ("en", "1. First do this.| 2. Then that.| a) Go!| B. Stay?| IV. End."),
    ("en", "No.| I will not.| See No. 5 of Vol. II there.|  Really?!|\tYes.| Bye. :-)"),
    ("en", "What is 5.0.1 of example.com?| Mail a.b@c.org.| Cost: $5.| 3 cats."),
    ("en", "He lives in the U.S.| The end.| It was plan B.| It failed.| Smith, J. Brown and I went."),
    ("en", "**Stop.**| _Go!_| [One.]| (Two.)| “Three.”| 'Four.'\u200f| Five."),
    ("en", "Great! \U0001f600"),
    ("en", "Well... I think... so."),
    ("en", "One.Two.Three"),
    ("en", "Choose b.| Then c.| End."),
    ("en", ". . . !"),
    ("en", "... And then?| Yes."),
    ("en", "no end at all"),
    ("en", ""),
    ("en", "   "),
]


@pytest.mark.parametrize(("language", "marked"), CASES)
def test_a_line_is_cut_where_its_sentences_end_and_nowhere_else(language: str, marked: str) -> None:
    line = marked.replace("|", "")
    places = list(ends(line, language))
    found = "|".join(line[i:j] for i, j in zip((0, *places), (*places, len(line)), strict=True))
    assert found == marked


def test_what_is_one_language_s_abbreviation_is_another_s_word() -> None:
    assert list(ends("Il vint, etc. M. Un vint.", "fr")) != []
    assert list(ends("Bis zum 3. Es ging.", "de")) == [10]
    assert list(ends("Only 3. Never 4.", "de")) == []
    assert list(ends("Only 3. Never 4.", "en")) == [7]


@pytest.mark.parametrize("piece", [".  ", "! x", "(. a", "e.g. ", '."', "A. ", "。", "...", "1. "])
def test_a_hostile_line_takes_no_longer_than_its_length(piece: str) -> None:
    # Where the work grew with the square of the length, this would take minutes.
    assert len(list(ends(piece * 7001 + "a", "en"))) <= 7001
