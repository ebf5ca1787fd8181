"""Vectors of words from the company they keep (Levy, Goldberg and Dagan 2015, sections 2.1, 2.2, 3.2, 3.3).

#(w, c)   = sum of 1 / distance over a sentence's words w and c, 1 to `window` apart   (Pennington 2014, section 4.2)
PMI(w, c) = log #(w, c) sum_c' #(c')^0.75 / (#(w) #(c)^0.75),   #(c) = sum_w #(w, c)
max(PMI, 0) ~ U_d S_d V_d^T,   W = U_d S_d^0.5
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.linalg import svds

from babelix.base.errors import RequestError
from babelix.text.vectors.words import WordVectors, words_of

_SMOOTHING = 0.75  # section 3.2
_POWER = 0.5  # section 3.3


def learn_vectors(texts: Iterable[str], *, size: int, window: int, least: int) -> WordVectors:
    """Return vectors of the words that stand at least `least` times in the texts, most frequent first.

    A row has as much of each of the `size` directions as it has, the directions with the most of all words first; the
    same texts give the same vectors. Raises `RequestError` where there are too few words for so many directions.
    """
    rows = [words_of(text) for text in texts]
    counts = Counter(word for row in rows for word in row)
    words = sorted((word for word, n in counts.items() if n >= least), key=lambda w: (-counts[w], w))
    if len(words) <= size:
        raise RequestError(
            f"{len(words):,} words stand at least {least} times in the text; expected more than {size}, one more than "
            "a vector has numbers: give more text, or fewer numbers"
        )
    numbers = {word: i for i, word in enumerate(words)}
    company = _company([[numbers.get(word, -1) for word in row] for row in rows], len(words), window)
    first = np.random.default_rng(0).standard_normal(len(words))
    U, S, _ = svds(_ppmi(company), k=size, v0=first)
    order = np.argsort(-S, kind="stable")
    W = U[:, order] * S[order] ** _POWER
    # A direction and its opposite are one: the largest entry is made positive.
    W *= np.sign(W[np.abs(W).argmax(0), np.arange(size)])
    return WordVectors(tuple(words), W.astype(np.float32))


def _company(rows: list[list[int]], words: int, window: int) -> csr_matrix:
    """Return #(w, c) [words, words]; -1 in a row is a word that is not counted, but stands between others."""
    flat = np.array([n for row in rows for n in row], dtype=np.int64)
    sentence = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    found = csr_matrix((words, words))
    for distance in range(1, window + 1):
        left, right = flat[:-distance], flat[distance:]
        both = (left >= 0) & (right >= 0) & (sentence[:-distance] == sentence[distance:])
        weights = np.full(int(both.sum()), 1 / distance)
        found = found + coo_matrix((weights, (left[both], right[both])), shape=(words, words)).tocsr()
    return (found + found.T).tocsr()


def _ppmi(company: csr_matrix) -> csr_matrix:
    of_word = np.asarray(company.sum(1)).ravel()
    of_context = of_word**_SMOOTHING
    cells = company.tocoo()
    expected = of_word[cells.row] * of_context[cells.col] / of_context.sum()
    pmi = np.log(cells.data / expected)
    return coo_matrix((np.maximum(pmi, 0), (cells.row, cells.col)), shape=cells.shape).tocsr()
