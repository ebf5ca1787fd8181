"""Makes pairs from the lists: slots are filled alike on both sides, French agrees, elides and contracts."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from random import Random

from babelix.base.seeds import derive
from babelix.text.splits import split_of
from tools.everyday.judged import Judged
from tools.everyday.slots import SLOTS

FEATURES = ("m", "f", "mp", "fp")
_SLOT = re.compile(r"\{(\w+?)(\d?)(?:\^([^}]*))?\}")
_CHOICE = re.compile(r"\[(?:(\w+):)?([^\[\]]*\|[^\[\]]*)\]")
_MUTE_H = r"h(?:ier|abit|omme|eure|ôt|ôp|erbe|iver|istoire|uile|orloge|ésit)"
_ELIDES = re.compile(
    rf"\b(de|que|le|la|je|ne|se|me|te|jusque|puisque|lorsque)~(?=[aeiouéèêâîôûœàAEIOUÉÈÊÂÎÔÛÀ]|y\b|{_MUTE_H})",
    re.IGNORECASE,
)
_WRAPPED = 0.6
_CONTRACTED = (("de%le ", "du "), ("de%les ", "des "), ("à%le ", "au "), ("à%les ", "aux "))

Row = tuple[str, list[str], str | None]


class Lists:
    """The words and the groups of sentences, read from the package's three TOML files."""

    def __init__(self) -> None:
        words, sentences, phrases = (_read(name) for name in ("words", "sentences", "phrases"))
        self.words = {name: _rows(text) for name, text in words["lists"].items()}
        openings = phrases.pop("openings")
        self.openings = {name: _rows(text) for name, text in openings.items()}
        groups = {**sentences, **phrases}
        self.lines = {name: _rows(group["lines"]) for name, group in groups.items()}
        self.weights = {name: float(group["weight"]) for name, group in groups.items()}
        self.wraps: dict[str, str] = {
            name: group["wrap"] for name, group in groups.items() if "wrap" in group
        }
        self.capitals = {name: float(group.get("capitals", 0)) for name, group in groups.items()}


def _read(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("tools.everyday").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _rows(text: str) -> list[Row]:
    rows: list[Row] = []
    for line in text.strip().splitlines():
        columns = [column.strip() for column in re.split(r" \|(?: |$)", line.strip())]
        feature = columns.pop() if columns[-1] in FEATURES else None
        if not 2 <= len(columns) <= 3 or not all(columns):
            raise ValueError(f"expected English | French or English | tu | vous, got {line!r}")
        # A word's * and + are short for the endings of agreement; a sum's + has no letter before it.
        french = [
            re.sub(r"(?<=[^\W\d_])\+", "[|s]", re.sub(r"(?<=[\w}])\*", "[|e|s|es]", column))
            for column in columns[1:]
        ]
        rows.append((columns[0], french, feature))
    return rows


class _Sentence:
    """One pair in the making: what each slot was filled with, tu or vous, and what agrees with what."""

    def __init__(self, lists: Lists, rng: Random) -> None:
        self._lists, self._rng = lists, rng
        self._vous = rng.random() < 0.45

    def of(self, row: Row) -> tuple[str, str, str | None]:
        """Return both sides of a row and the feature that others agree with."""
        english, columns, feature = row
        french = columns[-1 if self._vous else 0]
        about: str | None = None
        if directive := re.match(r"<(\w+)>", english):
            english, about = english[directive.end() :], directive[1]
        filled: dict[str, tuple[str, str, str | None]] = {}
        for match in _SLOT.finditer(f"{english} {french}"):
            slot = match[1] + match[2]
            # Two slots of a kind with a number apart differ.
            while slot not in filled or (match[2] and filled[slot] == filled.get(match[1])):
                filled[slot] = self._fill(match[1])
        features = {slot: found[2] for slot, found in filled.items() if found[2] is not None}
        if feature is None:
            feature = (
                about if about in FEATURES else features.get(about or "", next(iter(features.values()), None))
            )
        english = _SLOT.sub(lambda match: filled[match[1] + match[2]][0], english)
        french = _SLOT.sub(lambda match: _negated(filled[match[1] + match[2]][1], match[3]), french)
        return _agreed(english, feature, features), _agreed(french, feature, features), feature

    def behind(self, opening: Row, row: Row) -> tuple[str, str]:
        """Return both sides of a row behind an opening, small after its comma."""
        before = self.of(opening)
        if before[0].endswith(","):
            row = (_small(row[0]), [_small(column) for column in row[1]], row[2])
        english, french, _ = self.of(row)
        return f"{before[0]} {english}", f"{before[1]} {french}"

    def _fill(self, name: str) -> tuple[str, str, str | None]:
        if name in SLOTS:
            return *SLOTS[name](self._rng), {"female": "f", "male": "m"}.get(name)
        if name not in self._lists.words:
            raise ValueError(f"no list and no slot is called {name!r}")
        return self.of(self._rng.choice(self._lists.words[name]))


def _negated(french: str, word: str | None) -> str:
    return french.replace("^", f" {word} ") if word else french


def _agreed(text: str, feature: str | None, features: dict[str, str]) -> str:
    def form(match: re.Match[str]) -> str:
        about = features[match[1]] if match[1] else feature
        if about is None:
            return match[0]  # the sentence around it knows
        forms = match[2].split("|")
        if len(forms) == 2:
            return forms[about.endswith("p")]
        return forms[FEATURES.index(about)]

    return _CHOICE.sub(form, text)


def finished(text: str) -> str:
    """Return a side with its elisions, contractions and capital."""
    text = _ELIDES.sub(lambda match: match[1][:-1] + "'", text)
    text = text.replace("~", " ").replace("^", " ")
    for apart, together in _CONTRACTED:
        text = text.replace(apart, together)
    if text.endswith(".."):  # a.m. at the end
        text = text[:-1]
    address = re.match(r"\S+[.@]\w", text)
    return text if address else text[0].upper() + text[1:]


def one(lists: Lists, row: Row, rng: Random) -> tuple[str, str]:
    """Return one making of a row, elisions and capitals not yet done."""
    english, french, _ = _Sentence(lists, rng).of(row)
    return english, french


def pairs(seed: int) -> Iterator[tuple[str, str]]:
    """Yield made pairs without end: no English sentence twice, each of the training split by its hash, none that
    stands in the lists that a model is judged by, or is one word from one of them.
    """
    rng, lists, seen, judged = Random(derive(seed, "everyday")), Lists(), set[str](), Judged()
    names, weights = list(lists.lines), [lists.weights[name] for name in lists.lines]
    while True:
        name = rng.choices(names, weights)[0]
        row = rng.choice(lists.lines[name])
        sentence = _Sentence(lists, rng)
        wrap = lists.wraps.get(name)
        if wrap and rng.random() < _WRAPPED:
            english, french = sentence.behind(rng.choice(lists.openings[wrap]), row)
        else:
            english, french, _ = sentence.of(row)
        english, french = finished(english), finished(french)
        if lists.capitals[name] and rng.random() < lists.capitals[name]:
            english, french = english.upper(), french.upper()
        if english not in seen and split_of(english) == "train" and not judged.near(english):
            seen.add(english)
            yield english, french


def _small(text: str) -> str:
    """Return a line of the lists as it goes on behind a comma: I and names keep their capital."""
    return text if re.match(r"(?:I|Rome|Mr|Mrs|Dr)\b", text) else text[0].lower() + text[1:]
