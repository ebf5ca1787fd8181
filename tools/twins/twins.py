"""Twins: one first clause, two endings, each about another of its two nouns; and foils that are about neither."""

import random
from collections.abc import Iterator
from dataclasses import replace

from tools.twins.first import First, Phrase, adorned, clause, determiner, phrase, ways
from tools.twins.second import FRONT, JOINTS, WHEN, Speaker, ending, pick, spoken, start, turned, whole
from tools.twins.words import Frame, Lists, Noun

OTHER_GENDER = 0.8  # of the two-noun lines: where genders differ, only sense decides
MANY = 0.07
FOIL = 0.08
FIRST = 0.07  # the reason comes before what it explains
TIMED = 0.06
ADORNED = 0.08

Pair = tuple[str, str]


def twins(lists: Lists, rng: random.Random) -> Iterator[tuple[str, list[Pair]]]:
    """Yield, without end, a frame's name and its two (with a foil three) sentences."""
    names = list(lists.frames)
    together = {frozenset(pair.split("-")) for pair in lists.words("held_out", "never_together")}
    while True:
        frame = lists.frames[rng.choice(names)]
        signs = [
            (sign, weight)
            for sign, weight in (("-", 5), ("+", 4), ("but", 2), ("though", 1.5))
            if all(_endings(frame, sign)) and ways(frame.kind, sign)
        ]
        sign = rng.choices([each[0] for each in signs], [each[1] for each in signs])[0]
        nouns = _nouns(frame, together, rng, lists)
        phrases = _phrases(frame, sign, nouns, rng, lists)
        if not all(_words(frame, sign, place, phrases[place], lists) for place in (0, 1)):
            continue
        made = clause(frame, sign, phrases, rng, lists)
        yield frame.name, list(_both(frame, made, rng, lists))


def _endings(frame: Frame, sign: str) -> tuple[list[str], list[str]]:
    return frame.more if sign == "+" else frame.less


def _words(frame: Frame, sign: str, place: int, said: Phrase, lists: Lists) -> list[str]:
    """Return the endings that may be said of the phrase in its place."""
    endings = _endings(frame, sign)[place]
    return [w for w in endings if lists.said_of(w, said.noun) and not (said.many and w.startswith("@"))]


def _nouns(
    frame: Frame, together: set[frozenset[str]], rng: random.Random, lists: Lists
) -> tuple[Noun, Noun]:
    other = rng.random() < OTHER_GENDER
    while True:
        one, two = (lists.nouns[rng.choice(nouns)] for nouns in rng.choice(frame.nouns))
        apart = one.french != two.french and frozenset((one.english, two.english)) not in together
        if apart and (one.gender != two.gender) == other:
            return one, two


def _phrases(
    frame: Frame, sign: str, nouns: tuple[Noun, Noun], rng: random.Random, lists: Lists
) -> tuple[Phrase, Phrase]:
    countable = all(noun.english not in lists.words("uncountable", "words") for noun in nouns)
    both = countable and rng.random() < MANY and frame.kind in ("animal", "machine", "person")
    phrases = []
    for place, noun in enumerate(nouns):
        indefinite = sign == "+" or (place == 0 and "{a}" not in frame.english)
        chosen = determiner(noun, rng, lists, indefinite and not both)
        said = phrase(noun, chosen, both, lists)
        phrases.append(adorned(said, chosen, rng, lists) if rng.random() < ADORNED else said)
    return phrases[0], phrases[1]


def _both(frame: Frame, made: First, rng: random.Random, lists: Lists) -> Iterator[Pair]:
    begun = start(made.tense, rng)
    joint = pick(JOINTS[made.sign], rng)[:2]
    front = pick(FRONT[made.sign], rng)[:2] if made.sign in FRONT and rng.random() < FIRST else None
    if not begun[0] and made.tense == "past" and made.sign != "but" and rng.random() < TIMED:
        when = rng.choice(WHEN)
        made = replace(made, english=made.english + when[0], french=made.french + when[1])
    for place, said in enumerate(made.phrases):
        of = Speaker(said.noun.gender, said.many, said.noun)
        words = _words(frame, made.sign, place, said, lists)
        degree = frame.degrees[place]
        said_of = ending(rng.choice(words), of, made.tense, made.sign, degree, rng, lists)
        second = spoken(said_of[0], rng), said_of[1]
        yield turned(made, front, second) if front else whole(made, begun, joint, second)
    if front:
        return
    if made.sign in ("-", "but") and frame.kind != "thing" and rng.random() < FOIL:
        past, present, passé, présent = rng.choice(list(lists.raw["foil"].values())).split(" | ")
        foil = (past, passé) if made.tense == "past" else (present, présent)
        yield whole(made, begun, joint, foil)
