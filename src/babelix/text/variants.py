"""Variants of sentence pairs that mean the same, to train on: capitals, numbers, names, quotes, emoji, addresses.

Each kind is a function of a pair and a random generator and returns the altered pair, or None where it does not apply.
What it does to one side it does to the other, quotes and typing errors aside: these are the source's alone.
"""

import re
from collections.abc import Callable
from random import Random

from babelix.base.seeds import derive
from babelix.text.additions import address, emoji, number
from babelix.text.corpus import ParallelCorpus
from babelix.text.names import swap_names
from babelix.text.splits import split_of

Pair = tuple[str, str]
Vary = Callable[[str, str, Random], Pair | None]

_NUMBER = re.compile(r"(?<![\w.,:/@+-])\d+(?:[.,:/-]\d+)*(?![\w@]|[.,:/-]\w)")
_ADDRESS = re.compile(r"@|://|www\.|\w\.\w{2,}")
_CLOCK = re.compile(r"o'clock|\b[ap]\.?m\b|\d ?h\b|heure", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def capitals(source: str, target: str, rng: Random) -> Pair | None:
    """Both sides in capitals; None with an address, which capitals would break."""
    if _ADDRESS.search(source) or _ADDRESS.search(target) or source.isupper():
        return None
    return source.upper(), target.upper()


def lower_case(source: str, target: str, rng: Random) -> Pair | None:
    """Both sides in lower case."""
    if _ADDRESS.search(source) or _ADDRESS.search(target) or source.islower():
        return None
    return source.lower(), target.lower()


def lower_start(source: str, target: str, rng: Random) -> Pair | None:
    """The first letter small on both sides; None for I and for a name, which keep their capital."""
    first = re.match(r"[A-Z](?=[a-z'])[^\W\d]+", source)
    if first is None or re.match(r"I(?:'|\b)", source) or first[0] in re.findall(r"\w+", target):
        return None
    if not target[:1].isupper() or target[1:2].isupper():
        return None
    return source[0].lower() + source[1:], target[0].lower() + target[1:]


def no_stop(source: str, target: str, rng: Random) -> Pair | None:
    """The final stop left out on both sides; the exclamation mark now and then."""
    for stop, rate in ((".", 1.0), ("!", 0.3)):
        if source.endswith(stop) and target.endswith(stop) and rng.random() < rate:
            left, right = source[:-1].rstrip(), target[:-1].rstrip()
            if left and right and left[-1] not in ".!?" and right[-1] not in ".!?":
                return left, right
    return None


def swap_numbers(source: str, target: str, rng: Random) -> Pair | None:
    """Other numbers in the place of those that stand once on either side, alike.

    A whole number may change its length; 3.14 or 2:30 keep their shape. 0 and 1 stay, since they decide agreement.
    """
    left, right = _NUMBER.findall(source), _NUMBER.findall(target)
    changed: dict[str, str] = {}
    for old in left:
        if left.count(old) == right.count(old) == 1 and old not in ("0", "1"):
            changed[old] = old
            while changed[old] == old:
                changed[old] = _other_number(old, source, target, rng)
    if not changed:
        return None

    def new(match: re.Match[str]) -> str:
        return changed.get(match[0], match[0])

    return _NUMBER.sub(new, source), _NUMBER.sub(new, target)


def _other_number(old: str, source: str, target: str, rng: Random) -> str:
    if not old.isdigit():
        digits = [str(rng.randint(int(c == old[0] and c != "0"), 9)) if c.isdigit() else c for c in old]
        return "".join(digits)
    if _CLOCK.search(source) or _CLOCK.search(target):
        return str(rng.randint(2, 12))
    if len(old) <= 2 and _MONTH.search(source):
        return str(rng.randint(2, 28))
    if len(old) == 4 and (_MONTH.search(source) or re.search(rf"\b[Ii]n {old}\b", source)):
        return str(rng.randint(1100, 2099))
    length = len(old) if rng.random() < 0.5 else rng.randint(1, 6)
    return str(rng.randint(2 if length == 1 else 10 ** (length - 1), 10**length - 1))


_QUOTE_MARKS = (('"', "“", "”"), ('"', "«", "»"), ('"', "„", "“"), ('"', "”", "”"))
_DASH = re.compile(r"(?<= )[-–—](?= )|(?<=\w)—(?=\w)")


def quotes_and_dashes(source: str, target: str, rng: Random) -> Pair | None:
    """Straight quotes and apostrophes curly or the other way round, dashes of other lengths: in the source alone."""
    new = source
    if new.count('"') % 2 == 0 and '"' in new:
        _, opening, closing = rng.choice(_QUOTE_MARKS)
        marks = iter([opening, closing] * new.count('"'))
        new = re.sub('"', lambda _: next(marks), new)
    else:
        new = new.replace("“", '"').replace("”", '"')
    curly = rng.choice("’’’`´‘") if rng.random() < 0.8 else "’"
    new = new.replace("’", "'") if "’" in new else re.sub(r"(?<=\w)'(?=\w)", curly, new)
    new = _DASH.sub(lambda match: rng.choice([dash for dash in "-–—" if dash != match[0]]), new)
    return None if new == source else (new, target)


_TYPO = re.compile(r"(?<![\w@./'’-])[a-z]{5,}(?![\w@/'’-]|\.\w)")


def typing_error(source: str, target: str, rng: Random) -> Pair | None:
    """Two neighbours exchanged, a letter doubled or lost in one small-letter word of the source, never its first."""
    words = list(_TYPO.finditer(source))
    if not words:
        return None
    match = rng.choice(words)
    word, i = match[0], rng.randint(1, len(match[0]) - 2)
    wrong = rng.choice(
        (
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i] + word[i:],
            word[:i] + word[i + 1 :],
        )
    )
    return None if wrong == word else (source[: match.start()] + wrong + source[match.end() :], target)


def joined(first: Pair, second: Pair) -> Pair | None:
    """Two sentences on a line; None where the first does not end as a sentence on both sides."""
    if first[0][-1:] not in (".", "!", "?") or first[1][-1:] not in (".", "!", "?"):
        return None
    return f"{first[0]} {second[0]}", f"{first[1]} {second[1]}"


# What applies, its weight among what applies, in the order in which two are done to one pair: addresses are never put
# into capitals, and nothing follows an emoji.
KINDS: dict[Vary, float] = {
    swap_numbers: 12.0,  # few pairs have numbers, so these are drawn nearly always
    swap_names: 3.0,
    typing_error: 1.5,
    no_stop: 1.5,
    quotes_and_dashes: 1.0,
    lower_start: 0.7,
    lower_case: 0.8,
    capitals: 1.2,
    number: 0.6,
    address: 1.0,
    emoji: 1.0,
}
_ORDER = list(KINDS)
_JOINED, _SECOND, _LONGEST = 0.08, 0.25, 200


def vary(source: str, target: str, rng: Random) -> Pair | None:
    """Return the pair altered in one way, sometimes two; None where no kind applies."""
    found = None
    keys = sorted(range(len(_ORDER)), key=lambda i: rng.random() ** (1 / KINDS[_ORDER[i]]), reverse=True)
    wanted = 1 + (rng.random() < _SECOND)
    done = -1
    for i in keys:
        if i <= done:
            continue
        new = _ORDER[i](*(found or (source, target)), rng)
        if new is not None:
            found, done, wanted = new, i, wanted - 1
            if not wanted:
                break
    return found


def variants(corpus: ParallelCorpus, share: float, seed: int) -> ParallelCorpus:
    """Return altered copies of about `share` of the pairs; a share above 1 takes every pair more than once.

    The same corpus, share and seed give the same copies. Left out are pairs that no kind applies to and copies whose
    source would fall to the validation or test split. Lines stay lines: no tab, no line break.
    """
    rng = Random(derive(seed, "variants"))
    wanted, chosen = round(share * len(corpus)), list[int]()
    while len(chosen) < wanted:
        chosen += rng.sample(range(len(corpus)), min(len(corpus), wanted - len(chosen)))
    source, target = [], []
    for i in chosen:
        pair: Pair | None = corpus.source[i], corpus.target[i]
        if rng.random() < _JOINED:
            j = rng.randrange(len(corpus))
            pair = joined((corpus.source[i], corpus.target[i]), (corpus.source[j], corpus.target[j]))
            if pair is not None and max(map(len, pair)) <= _LONGEST and rng.random() < 0.3:
                pair = vary(*pair, rng) or pair
        else:
            pair = vary(corpus.source[i], corpus.target[i], rng)
        if pair is None or max(map(len, pair)) > 2 * _LONGEST or split_of(pair[0]) != "train":
            continue
        source.append(pair[0])
        target.append(pair[1])
    return ParallelCorpus(source, target)
