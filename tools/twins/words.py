"""The words of the lists: nouns with their gender, adjectives, verbs, frames."""

import random
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean
from typing import Any

LISTS = Path("tools/twins/lists.toml")  # from the repository's root, where the command is typed


def spaced(word: str) -> str:
    """Return the word with the spaces that the lists write as underscores."""
    return word.replace("_", " ")


@dataclass(frozen=True)
class Noun:
    """A noun: English, French, `m` or `f`, whether its h is aspirated, and the group that it is listed in."""

    english: str
    french: str
    gender: str
    aspirated: bool
    group: str


@dataclass(frozen=True)
class Frame:
    """A verb with two nouns and what may be said of each; `less`: why not, `more`: why.

    `nouns`: first and second nouns, once for each theme, from one of which both are taken.
    """

    name: str
    kind: str
    nouns: list[tuple[list[str], list[str]]]
    english: str
    french: str
    less: tuple[list[str], list[str]]
    more: tuple[list[str], list[str]]
    degrees: tuple[str, str]
    imperfect: bool


@dataclass(frozen=True)
class Lists:
    """Everything that sentences are made of."""

    nouns: dict[str, Noun]
    classes: dict[str, list[str]]
    adjectives: dict[str, list[tuple[str, str]]]
    frames: dict[str, Frame]
    others: dict[str, Noun]
    raw: dict[str, Any] = field(repr=False)

    def said_otherwise(self) -> "Lists":
        """Return the lists with the other French word, of the other gender, of each noun that has one."""
        return replace(self, nouns=self.nouns | self.others)

    def only_others(self) -> "Lists":
        """Return the lists with the other French words alone. Their frames name nouns that are not there."""
        classes = {
            name: [word for word in words if word in self.others] for name, words in self.classes.items()
        }
        return replace(self, nouns=self.others, classes=classes)

    def words(self, section: str, key: str) -> frozenset[str]:
        """Return the words of one entry."""
        return frozenset(self.raw[section][key].split())

    def among(self, noun: Noun, names: str) -> bool:
        """Return whether the noun, its group or a class of it is named."""
        named = names.split()
        return noun.english in named or any(noun.english in self.classes.get(name, ()) for name in named)

    def said_of(self, word: str, noun: Noun) -> bool:
        """Return whether the ending (an adjective, denied or not, or a clause) may be said of the noun."""
        word = word.lstrip("!@")
        only, never = self.raw["said_only"].get(word), self.raw["unsaid"].get(word, "")
        return (only is None or self.among(noun, only)) and not self.among(noun, never)

    def endings(self, text: str) -> list[str]:
        """Return the distinct endings that a frame lists, "#" before the name of a pool for all of its adjectives.

        Raises `ValueError` where there is no such pool.
        """
        return list(dict.fromkeys(word for name in text.split() for word in self._named(name)))

    def _named(self, name: str) -> list[str]:
        if not name.startswith("#"):
            return [name]
        if name[1:] not in self.raw["pool"]:
            raise ValueError(f"no pool {name!r}; there are {', '.join(self.raw['pool'])}")
        return self.raw["pool"][name[1:]].split()  # type: ignore[no-any-return]

    def members(self, classes: str) -> list[str]:
        """Return the distinct nouns of classes, in order."""
        return list(dict.fromkeys(word for name in classes.split() for word in self.classes[name]))


def _nouns(groups: dict[str, str]) -> dict[str, Noun]:
    nouns = {}
    for group, text in groups.items():
        for entry in text.split(","):
            english, french, gender = entry.split()
            if english in nouns:
                raise ValueError(f"the noun {english!r} is listed twice")
            nouns[english] = Noun(english, spaced(french.lstrip("*")), gender, french.startswith("*"), group)
    return nouns


def _others(text: str, nouns: dict[str, Noun]) -> dict[str, Noun]:
    others = {}
    for entry in text.split(","):
        english, french, gender = entry.split()
        if english not in nouns or english in others or nouns[english].gender == gender:
            raise ValueError(
                f"another word for {english!r}: of a noun that is listed once, and of the other gender"
            )
        aspirated = french.startswith("*")
        others[english] = replace(
            nouns[english], french=spaced(french.lstrip("*")), gender=gender, aspirated=aspirated
        )
    return others


def _frame(name: str, entry: dict[str, Any], lists: Lists) -> Frame:
    def both(first: str, second: str) -> tuple[list[str], list[str]]:
        return _evened(name, (entry.get(first, ""), entry.get(second, "")), nouns, lists)

    nouns = [(lists.classes[theme],) * 2 for theme in entry.get("themes", "").split()] or [
        (lists.members(a), lists.members(b))
        for a, b in zip(entry["a"].split(";"), entry["b"].split(";"), strict=True)
    ]
    return Frame(
        name,
        entry["kind"],
        nouns,
        entry["en"],
        entry["fr"],
        both("A", "B"),
        both("plus_A", "plus_B"),
        (entry.get("degree_A", ""), entry.get("degree_B", "")),
        entry.get("imperfect", False),
    )


def _evened(
    name: str, texts: tuple[str, str], nouns: list[tuple[list[str], list[str]]], lists: Lists
) -> tuple[list[str], list[str]]:
    """Return the endings of both sides, without some of the longer one's pools, drawn by chance.

    As many may then be said of a first noun, on average, as of a second, as far as pools give way: else a word never
    met would be taken for one of the longer list's, whatever it means.
    """
    sides = lists.endings(texts[0]), lists.endings(texts[1])
    named = [[lists.nouns[noun] for pair in nouns for noun in pair[place]] for place in (0, 1)]
    sayable = [
        [mean(lists.said_of(word, noun) for noun in named[place]) for word in sides[place]]
        for place in (0, 1)
    ]
    place = int(sum(sayable[1]) > sum(sayable[0]))
    surplus = sum(sayable[place]) - sum(sayable[1 - place])
    by_hand = texts[place].split()
    may_go = [i for i, word in enumerate(sides[place]) if word not in by_hand]
    random.Random(name).shuffle(may_go)
    gone = set[str]()
    for i in may_go:
        if sayable[place][i] <= surplus:
            gone.add(sides[place][i])
            surplus -= sayable[place][i]
    kept = [word for word in sides[place] if word not in gone]
    return (sides[0], kept) if place else (kept, sides[1])


def read(path: Path = LISTS) -> Lists:
    """Read the lists. Raises `ValueError` where a word is listed twice or a class names an unknown noun."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    nouns = _nouns(raw["noun"])
    classes: dict[str, list[str]] = {}
    for noun in nouns.values():
        classes.setdefault(noun.group, []).append(noun.english)
    for name, text in raw["class"].items():
        unknown = [word for word in text.split() if word not in nouns]
        if unknown or name in classes:
            raise ValueError(f"class {name!r}: {unknown or 'listed twice'}")
        classes[name] = text.split()
    adjectives = {
        english: [tuple(pair.split()) for pair in forms.split(",")]
        for english, forms in raw["adjective"].items()
    }
    lists = Lists(nouns, classes, adjectives, {}, _others(raw["other"]["nouns"], nouns), raw)
    lists.frames.update({name: _frame(name, entry, lists) for name, entry in raw["frame"].items()})
    return lists
