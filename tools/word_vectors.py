"""Write vectors of English words, learned from the English side of the corpora of the shipped translator.

    python -m tools.word_vectors runs/made/words.vec --seldom runs/made/seldom.vec

Of all words those are written that say what something is like: that stand after *very* or another word of degree, or
after *is* or another link, at least twice and in a `SHARE` of all places; of `LETTERS` letters or more, `LEAST` to
`MOST` times in all. `--seldom` names a second file, without the `OFTEN` of them that stand most often, which a model
learns well enough by themselves. Lines held out for validation are left out; made sentences are not read.
"""

import argparse
from collections import Counter
from itertools import pairwise
from pathlib import Path

from babelix.text.vectors import WordVectors, words_of, write_vectors
from babelix.text.vectors.learn import learn_vectors
from babelix.workflows.translation.corpora import load_corpora
from babelix.workflows.translation.settings import DataSettings

CORPORA = {
    "tatoeba-en-fr": 0,
    "novels-en-fr": 2000,
    "african-storybook-en-fr": 300,
    "pratham-books-en-fr": 0,
    "bible-web-en-fr": 0,
    "canadian-digital-service-en-fr": 0,
    "django-docs-en-fr": 0,
    "libreoffice-help-en-fr": 0,
    "php-manual-en-fr": 0,
    "python-docs-en-fr": 0,
    "rust-book-en-fr": 0,
}
"""Each with the last pairs that are held out, as in the recipes."""
_DEGREES = ["too", "very", "so", "quite", "rather", "extremely", "how", "more", "most"]
_LINKS = ["was", "is", "were", "are", "am", "be", "been", "seemed", "looked", "became"]
BEFORE = frozenset([*_DEGREES, *_LINKS])
SIZE, WINDOW, LEAST, MOST, LETTERS, SHARE = 60, 4, 4, 20_000, 3, 0.1
OFTEN = 200


def sentences() -> list[str]:
    """Return the English training sentences of all corpora."""
    each = [{"name": name, "hold_out": held} for name, held in CORPORA.items()]
    found = load_corpora(DataSettings.model_validate({"corpora": each}), Path(), seed=0)
    return [text for corpus in found.each for text in corpus.train.source]


def said(texts: list[str]) -> frozenset[str]:
    """Return the words that say what something is like."""
    counts, after = Counter[str](), Counter[str]()
    for text in texts:
        words = words_of(text)
        counts.update(words)
        after.update(word for before, word in pairwise(words) if before in BEFORE)
    return frozenset(
        word
        for word, n in after.items()
        if n >= max(2, SHARE * counts[word]) and counts[word] <= MOST and len(word) >= LETTERS
    )


def main() -> None:
    """Learn the vectors and write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seldom", type=Path, help=f"a file without the {OFTEN} most frequent")
    chosen = parser.parse_args()
    texts = sentences()
    learned, kept = (
        learn_vectors(texts, size=SIZE, window=WINDOW, least=LEAST),
        said(texts),
    )
    rows = [i for i, word in enumerate(learned.words) if word in kept]
    write_vectors(chosen.out, of(learned, rows))
    if chosen.seldom is not None:
        write_vectors(chosen.seldom, of(learned, rows[OFTEN:]))


def of(vectors: WordVectors, rows: list[int]) -> WordVectors:
    """Return the words and vectors of some rows."""
    return WordVectors(tuple(vectors.words[i] for i in rows), vectors.vectors[rows])


if __name__ == "__main__":
    main()
