"""CKY in log probabilities, to be compiled (Kasami 1965; Younger 1967)."""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature

_LEAST = -1e300


@signature("float64* int64 int64 int64* int64* int64* float64* int64* int64* float64* int64 -> int64")
def fill(chart, words, symbols, starts, right, parent, binary, unary_parent, unary_child, unary, unaries):
    """Fill `chart` [words, words, symbols], whose cells of one word hold what the lexicon says; return the cells.

    Words i to j, j included, stand at row i, column j. Binary rules are sorted by left child: those of B are
    ``starts[B]`` to ``starts[B + 1]``. Unary rules are taken until nothing grows.
    """
    for width in range(1, words + 1):
        for i in range(words - width + 1):
            j = i + width - 1
            cell = (i * words + j) * symbols
            for k in range(i, j):
                left, rest = (i * words + k) * symbols, ((k + 1) * words + j) * symbols
                for b in range(symbols):
                    given = chart[left + b]
                    if given < _LEAST:
                        continue
                    for rule in range(starts[b], starts[b + 1]):
                        score = given + chart[rest + right[rule]] + binary[rule]
                        if score > chart[cell + parent[rule]]:
                            chart[cell + parent[rule]] = score
            grown = True
            while grown:
                grown = False
                for rule in range(unaries):
                    score = chart[cell + unary_child[rule]] + unary[rule]
                    if score > chart[cell + unary_parent[rule]]:
                        chart[cell + unary_parent[rule]] = score
                        grown = True
    return words * words
