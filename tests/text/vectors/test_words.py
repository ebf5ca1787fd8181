from babelix.text.vectors import words_of


def test_words_are_runs_of_letters_without_capitals():
    assert words_of("The Müller's 3 well-known cats_and ÉTÉ.") == [
        *("the", "müller", "s", "well", "known", "cats", "and", "été")
    ]
    assert words_of(" 12 ... ") == []
