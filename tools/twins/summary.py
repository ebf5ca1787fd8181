"""How varied the lines are: endings by frame, and how many pronouns only sense decides."""

import itertools
import re
from collections import Counter

from tools.twins.made import Line

PRONOUN = re.compile(r"(?:'|\b)(ils?|elles?)\b(?!.*\b(?:ils?|elles?)\b)", re.IGNORECASE)
ENDING = re.compile(r"\b(?:it|they)(?:'s|'re| (?:was|were|is|are|wasn't|weren't|isn't|aren't|seem\w*|look\w*)) "
                    r"(?:not |much |far |a little )?"
                    r"(?:too |so |very |really |quite |extremely |more |less )?([\w-]+)")  # fmt: skip


def gender(french: str) -> str:
    """Return `m` or `f` by the last subject pronoun of the sentence, "" without one."""
    found = PRONOUN.search(french)
    return "" if found is None else "f" if found[1].lower().startswith("elle") else "m"


def differing(lines: list[Line]) -> float:
    """Return the share of twins whose two pronouns differ in gender."""
    twins = [(a, b) for a, b in itertools.pairwise(lines) if a.place == 0 and b.place == 1]
    return sum(gender(a.french) != gender(b.french) for a, b in twins) / max(1, len(twins))


def endings(lines: list[Line]) -> dict[str, tuple[set[str], set[str]]]:
    """Return by frame the words said of the first and of the second noun."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for line in lines:
        word = ENDING.search(line.english)
        if line.place in (0, 1) and word:
            found.setdefault(line.frame, (set(), set()))[line.place].add(word[1])
    return found


def summary(lines: list[Line]) -> str:
    """Return a text of one line a frame, and the whole before them."""
    frames = endings(lines)
    said = [words for pair in frames.values() for words in pair]
    counts = Counter(line.frame for line in lines if line.place in (0, 1))
    both = set().union(*(pair[0] for pair in frames.values())) & set().union(*(p[1] for p in frames.values()))
    genders = Counter(gender(line.french) for line in lines)
    head = (
        f"{len(lines)} lines, {sum(counts.values())} of twins in {len(frames)} frames, "
        f"{len(set().union(*said))} endings, {len(both)} of them said now of the first, now of the second noun; "
        f"genders differ in {differing(lines):.1%} of twins; "
        f"last pronoun masculine {genders['m']}, feminine {genders['f']}, none {genders['']}"
    )
    rows = [
        f"{name}: {counts[name]} lines, {len(a)} and {len(b)} endings"
        for name, (a, b) in sorted(frames.items())
    ]
    return "\n".join([head, *rows])
