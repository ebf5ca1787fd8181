from babelix.text.vectors import words_of


def test_words_are_runs_of_letters_without_capitals():
    assert words_of("The Müller's 3 well-known cats_and GROẞ ÉTÉ, groß.") == [
        *("the", "müller", "s", "well", "known", "cats", "and", "groß", "été", "groß")
    ]
    assert words_of(" 12 ... ") == []
