"""Names of people and cities that two languages write alike, and another name put in the place of one."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from random import Random

KINDS = ("female", "male", "surname", "city")
_BLENDS = {"female": 0.15, "male": 0.15, "surname": 0.3, "city": 0.3}  # a blend may not tell its gender


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüh")  # h and y may be mute: French writes d'Henri, de Hassan
_WORD = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿA-Z]*[a-zß-öø-ÿ]"
_NAME = re.compile(rf"(?<![\w@./-]){_WORD}(?:[ -]{_WORD})*(?![\w@/-]|\.\w)")
_TITLES = _set("Mr Mrs Miss Ms Dr Prof Professor President Uncle Aunt Captain Judge")
# Before these a name is no bare name: "the Bible", "la Bible", "en France", "l'Europe".
_ARTICLES = _set("the a an la le les un une du des au aux en l' this that ce cette")
_ELIDED = _set("d' qu' jusqu' lorsqu' puisqu' quoiqu' m' t' s' n' j' c' presqu'")
_ELIDABLE = _set("de que jusque lorsque puisque quoique me te se ne je ce")
# Capitals that are no names, or names that stand for one thing alone.
_NOT_NAMES = _set(
    "I God Oh Ah Hey Internet Bible Halloween Christmas Union Nations Earth Mars Jupiter Neptune English French "
    "American European Celsius Fahrenheit Valentine Thanksgiving Titanic Windows Linux Express Hotel Street "
    "Avenue Park Constitution Central Fox News Times Square King Saint San Los New Hong Mt Nobel Room"
)


@cache
def names(kind: str) -> tuple[str, ...]:
    """Return the names of a kind, one of `KINDS`."""
    text = files("babelix.text").joinpath("names.txt").read_text(encoding="utf-8")
    block = text.split(f"[{kind}]", 1)[1].split("[", 1)[0]
    return tuple(name.strip() for name in block.replace("\n", " ").split(",") if name.strip())


@cache
def _kind_of() -> dict[str, str]:
    return {name: kind for kind in reversed(KINDS) for name in names(kind)}


def vowel_first(name: str) -> bool:
    """Return whether French may elide before the name; h and y count, since some do."""
    return name[0].lower() in _VOWELS


def draw(kind: str, rng: Random) -> str:
    """Return a name of the kind: of the list, or a share of the time the head of one and the tail of another.

    Blends are names nobody listed, so that a reader of them learns to copy rather than to know.
    """
    one = rng.choice(names(kind))
    if rng.random() >= _BLENDS[kind] or " " in one:
        return one
    other = rng.choice(names(kind))
    head, tail = one[: (len(one) + 1) // 2], other[len(other) // 2 :]
    blend = head + tail.lower()
    return blend if " " not in blend and 3 <= len(blend) <= 12 else one


def swap_names(source: str, target: str, rng: Random) -> tuple[str, str] | None:
    """Put other names in the place of those that stand alike on both sides; None where there are none.

    A given name is replaced by one of the same gender, a city by a city. A capitalised word of no list counts as a
    name inside a sentence only. Where French elides (d'Alice), the new name begins with a vowel as well, and where it
    might (de Tom), with a consonant.
    """
    changed = False
    for name in dict.fromkeys(_shared(source, target)):
        new = _replacement(name, target, rng)
        if new is not None:
            whole = _whole(name)
            source, target = whole.sub(new, source), whole.sub(new, target)
            changed = True
    return (source, target) if changed else None


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@./-]){re.escape(name)}(?![\w@/-]|\.\w)")


def _shared(source: str, target: str) -> Iterator[str]:
    for match in _NAME.finditer(source):
        words = match[0].split(" ")
        if words[0] in _TITLES or (words[0] not in _kind_of() and _begins(source, match.start())):
            words = words[1:]  # a title, or capital by its place alone: "Mr Jackson", "When Tom"
        for name in (" ".join(words), *words):
            if name and _is_name(name, source) and _is_name(name, target):
                yield name
                break


def _is_name(name: str, text: str) -> bool:
    """Return whether every place of the name in the text, one at least, is one where a name may be exchanged."""
    if any(word in _NOT_NAMES for word in name.split(" ")) and name not in _kind_of():
        return False
    known = _kind_of().get(name) in ("female", "male", "city")
    places = [match.start() for match in _whole(name).finditer(text)]
    return bool(places) and all(
        _before(text, place) not in _ARTICLES and (known or not _begins(text, place)) for place in places
    )


def _begins(text: str, place: int) -> bool:
    return not re.search(r"(?:[\w,;']|\b(?:M|Mr|Mrs|Ms|Mme|Dr)\.)\s*$", text[:place])


def _before(text: str, place: int) -> str:
    match = re.search(r"([^\W\d_]+)(?: |(['’]))$", text[:place])
    return (match[1].lower() + ("'" if match[2] else "")) if match else ""


def _replacement(name: str, target: str, rng: Random) -> str | None:
    before = {_before(target, match.start()) for match in _whole(name).finditer(target)}
    vowel, consonant = bool(before & _ELIDED), bool(before & _ELIDABLE)
    if vowel and consonant:
        return None
    for _ in range(20):
        new = _draw_like(name, rng)
        if (
            new != name
            and not (vowel and (not vowel_first(new) or new[0] in "HYhy"))
            and not (consonant and vowel_first(new))
        ):
            return new
    return None


def _draw_like(name: str, rng: Random) -> str:
    kind = _kind_of().get(name)
    if kind is not None:
        return draw(kind, rng)
    first = _kind_of().get(name.split(" ")[0])
    if first in ("female", "male") and " " in name:
        return f"{draw(first, rng)} {draw('surname', rng)}"
    return draw(rng.choice(("surname", "city")), rng)
