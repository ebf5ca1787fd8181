from collections import Counter

import pytest

from babelix.base.errors import RequestError
from babelix.text.contrastive import read_contrastive


def test_gender_is_that_of_the_right_pronoun(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("It is.\tBon, elle est.\nIt is.\tBonne, il est.\n")
    (pair,) = read_contrastive(path)
    assert (pair.source, pair.right, pair.contrastive) == ("It is.", "Bon, elle est.", "Bonne, il est.")
    assert pair.gender == "feminine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("It is.\tElle est.\n", "even number of lines"),
        ("It is.\tElle est.\nIt was.\tIl est.\n", "lines 1 and 2: expected one source twice"),
        (
            "It is.\tElle est.\nIt is.\tElle était.\n",
            "lines 1 and 2: expected translations that differ in il",
        ),
    ],
)
def test_lines_that_do_not_pair_up_are_named(tmp_path, content, message):
    path = tmp_path / "pairs.tsv"
    path.write_text(content)
    with pytest.raises(RequestError, match=message):
        read_contrastive(path)


@pytest.mark.slow
@pytest.mark.figure
def test_pairs_as_published(dataset):
    pairs = read_contrastive(dataset("pronouns-en-fr")["pairs"])
    genders = Counter(pair.gender for pair in pairs)
    assert len(pairs) == 7000
    assert genders["masculine"] / 7000 == pytest.approx(0.63, abs=0.005)
