"""What is attended to most, as lines for a reader."""

from collections.abc import Sequence

from babelix.inspection.attention_map import AttentionSet
from babelix.inspection.choice import Attended, Choice, Line

_WIDEST = 14  # Characters of a token in a cell.


def table_lines(text: AttentionSet, lines: Sequence[Line], choice: Choice) -> list[str]:
    """Return the table of one text below its title: a line for each layer of a word, or for each row of a layer."""
    heads = "all heads averaged" if choice.head is None else f"head {choice.head}"
    by_layer = bool(choice.rows)
    what = f"what {lines[0].row!r} attends to" if by_layer else f"layer {lines[0].layer}"
    names = [f"layer {line.layer}" if by_layer else _shown(line.row) for line in lines]
    width = max(len(name) for name in names)
    rows = [
        f"  {name:{width}}  {_cells(line.most)}".rstrip() for name, line in zip(names, lines, strict=True)
    ]
    return [_shown(text.title), f"{choice.kind} attention, {what}, {heads}", *rows]


def _cells(most: Sequence[Attended]) -> str:
    return "  ".join(f"{_shown(one.token)[:_WIDEST]:{_WIDEST}} {one.weight:.2f}" for one in most)


def _shown(token: str) -> str:
    plain = token.strip()
    return plain if plain and plain.isprintable() else repr(token)
