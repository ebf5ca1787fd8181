from hypothesis import given
from hypothesis import strategies as st

from babelix.text.sentences import pieces

LINES = st.lists(st.sampled_from(["Yes.", "No!", "Who?", "a b", "(Oh.)", '"Go."', "3.5", "…"]), min_size=1)


def at_most(n):
    return lambda text: len(text) <= n


def test_a_line_that_fits_stays_as_it_is():
    assert pieces("  One. Two.  ", at_most(99)) == ["  One. Two.  "]


def test_it_is_cut_at_the_ends_of_sentences_into_as_few_pieces_as_fit():
    line = 'One two. "Three." Four? Five 3.5 six!'
    assert pieces(line, at_most(18)) == ['One two. "Three."', "Four?", "Five 3.5 six!"]
    assert pieces(line, at_most(24)) == ['One two. "Three." Four?', "Five 3.5 six!"]


def test_one_sentence_that_is_too_long_cannot_be_cut():
    assert pieces("Short. But this one is long.", at_most(9)) is None
    assert pieces("no end at all", at_most(9)) is None


@given(LINES, st.integers(1, 40))
def test_pieces_fit_and_give_the_line_back(sentences, longest):
    line = " ".join(sentences)
    found = pieces(line, at_most(longest))
    assert found is None or all(len(piece) <= longest for piece in found)
    assert found is None or " ".join(found) == line
