"""The sentences of one file: twins and sentences of one noun, mixed, none twice and none held out."""

import random
from dataclasses import dataclass

from tools.twins.held_out import HeldOut
from tools.twins.shapes import singles
from tools.twins.twins import twins
from tools.twins.words import Lists

TWINS = 0.7  # of the lines
OTHERWISE = 0.25  # of both kinds: nouns by another French word, so that gender is read off what was said
IN_A_ROW = 1000  # so many failures tell that the lists are exhausted


@dataclass(frozen=True)
class Line:
    """A pair, the frame or shape it came from, and whether it is one of twins (and not the foil behind them)."""

    english: str
    french: str
    frame: str
    place: int


def made(lists: Lists, seed: int, pairs: int) -> list[Line]:
    """Return `pairs` lines; twins stand together, else in random order.

    Raises `ValueError` where the lists cannot give so many distinct lines.
    """
    rng = random.Random(seed)
    held_out, seen = HeldOut(lists), set[str]()
    groups: list[list[Line]] = []
    sources = {
        "twins": (twins(lists, rng), twins(lists.said_otherwise(), rng)),
        "single": (singles(lists, rng), singles(lists.only_others(), rng)),
    }
    count = failed = 0
    while count < pairs:
        source = "twins" if rng.random() < TWINS / 2 / (TWINS / 2 + 1 - TWINS) else "single"
        frame, group = next(sources[source][rng.random() < OTHERWISE])
        kept = [pair for pair in group if pair[0] not in seen and held_out.reason(*pair) is None]
        if len({english for english, _ in kept}) < len(group):
            failed += 1
            if failed > IN_A_ROW:
                raise ValueError(f"only {count} distinct lines found; ask for fewer than {pairs}")
            continue
        failed = 0
        seen.update(english for english, _ in group)
        places = (0, 1, 2) if source == "twins" else (-1,)
        groups.append([Line(*pair, frame, place) for pair, place in zip(group, places, strict=False)])
        count += len(group)
    rng.shuffle(groups)
    return [line for group in groups for line in group][:pairs]
