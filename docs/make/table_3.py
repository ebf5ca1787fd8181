"""Writes docs/reference/table-3.md, the parameters of every row of the paper's Table 3: `make reference`."""

import sys

from babelix.base.files import write_text
from babelix.transformer.parameters import count, count_without_embedding
from babelix.transformer.sizes import TABLE_3, Size

_PAPER = 37_000  # tokens of the shared English-German vocabulary, "about", section 5.1

_HEAD = """\
# Table 3, counted

Generated from `src/babelix/transformer/sizes.py` by `make reference`; a test holds it to the code, another the code
to the real modules. Every row of Table 3 of Vaswani et al. 2017 can be built by its name here: `size = "d_k-16"` in
a recipe. Published figures are in millions, rounded, and absent where the paper leaves the cell empty.

The paper says "about 37000" tokens, and its figures ask for another number. The last column is the vocabulary that
makes our count the published one, (published - rest) / d_model, give or take the half million that rounding hides.
"""

_COLUMNS = (
    "size",
    "in the paper",
    "layers",
    "d_model",
    "d_ff",
    "heads",
    "d_k",
    "d_v",
    "dropout",
    "smoothing",
    "all but the embedding",
    "with 37,000 tokens",
    "published",
    "vocabulary implied",
)


def page() -> str:
    """Return the whole page as Markdown."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *(_row(name, size) for name, size in TABLE_3.items())]
    return "\n".join([_HEAD, *("| " + " | ".join(row) + " |" for row in rows), "", _foot()])


def implied_vocabulary(size: Size, millions: float) -> float:
    """Return the vocabulary with which `size` has that many million parameters."""
    return (millions * 1e6 - count_without_embedding(size)) / size.d_model


def shared_vocabulary() -> tuple[float, float]:
    """Return the least and the greatest vocabulary that fit every published figure but big's."""
    rows = [(size, size.parameters_published) for name, size in TABLE_3.items() if name != "big"]
    published = [(size, millions) for size, millions in rows if millions is not None]
    least = max(implied_vocabulary(size, millions - 0.5) for size, millions in published)
    greatest = min(implied_vocabulary(size, millions + 0.5) for size, millions in published)
    return least, greatest


def _row(name: str, size: Size) -> tuple[str, ...]:
    head = size.d_model // size.heads
    return (
        f"`{name}`",
        size.source.rsplit(", ", 1)[1],
        *map(str, (size.encoder_layers, size.d_model, size.d_ff, size.heads)),
        *map(str, (size.d_k or head, size.d_v or head, size.dropout, size.label_smoothing)),
        f"{count_without_embedding(size):,}",
        f"{count(size, _PAPER):,}",
        *_published(size),
    )


def _published(size: Size) -> tuple[str, str]:
    millions = size.parameters_published
    if millions is None:
        return "", ""
    return f"{millions}", f"{implied_vocabulary(size, millions):,.0f} ± {0.5e6 / size.d_model:,.0f}"


def _foot() -> str:
    least, greatest = shared_vocabulary()
    big = TABLE_3["big"]
    return f"""\
One vocabulary between {least:,.0f} and {greatest:,.0f} gives every published figure except big's, which asks for
{implied_vocabulary(big, 212.5):,.0f} to {implied_vocabulary(big, 213.5):,.0f}. Which vocabularies the authors' runs \
had is not in the paper.

Rows (B) are built with d_k changed and d_v left at d_model / heads, as the table prints them. Row (E) has
{TABLE_3["learned-positions"].max_length:,} positions here, encoder and decoder sharing them; the paper gives no number.
"""


if __name__ == "__main__":
    write_text(sys.argv[1], page())
