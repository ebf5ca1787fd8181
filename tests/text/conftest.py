import pytest

from babelix.text import Subwords, read_tsv


@pytest.fixture(scope="session")
def tatoeba(dataset):
    return read_tsv(dataset("tatoeba-en-fr")["pairs"])


@pytest.fixture(scope="session")
def lines():
    """Return a few hundred lines of two languages, with accents and numbers."""
    words = "le la chat cat dog chien mange eats l'été naïve garçon where où 12 1984 déjà vu thé the"
    found = words.split()
    return [f"{a} {b}, {c}!" for a in found for b in found[::3] for c in found[::5]]


@pytest.fixture(scope="session")
def subwords(lines):
    return Subwords.train(lines, 313)
