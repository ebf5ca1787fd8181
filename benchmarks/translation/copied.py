"""Made English sentences whose numbers and addresses a translation must keep, and how many of them it kept.

The sentences need no reference: what is looked for stands in them. Numbers count as kept whatever separates their
thousands and decimals; an address must stand there letter by letter.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?:/[\w./?=-]*\w)?"
)
_GROUP = re.compile(r"\d+(?:[.,-]\d+)*")
_BETWEEN = "[ .,\u00a0\u202f-]?"

LINES = (
    "Invoice {long} was paid on {day} May {year}.",
    "She scored {few} points in {few} minutes.",
    "Our school has {hundreds} pupils and {few} teachers.",
    "Please forward this to {email} and {email}.",
    "I read about it on {url} yesterday.",
    "The report at {url} has {few} charts.",
    "His new number is {phone}, not {phone}.",
    "Deliver the sofa to {hundreds} Harbour Court, apartment {few}.",
    "The summit is {thousands} meters above sea level.",
    "In {year}, only {few} of {hundreds} villages had a library.",
    "Dial {phone} and ask for extension {hundreds}.",
    "The temperature fell from {few} to {day} degrees in {few} hours.",
    "A seat in row {few} costs {decimal} dollars.",
    "Log in at {url} with the code {long}.",
    "If you lose the card, write to {email}.",
    "The recipe calls for {hundreds} grams of sugar and {decimal} liters of milk.",
    "Our club was founded in {year} and has won {few} cups.",
    "Gate {few} is closed, so go to gate {day}.",
    "Lot {hundreds} was sold for {millions} pounds.",
    "He swam {decimal} kilometers in {few} minutes.",
    "Version {version} of the program is available at {url}.",
    "The museum bought {hundreds} paintings for {millions} euros.",
    "Send two copies of form {hundreds} to {email} by {day} June.",
    "The winner wore the number {thousands}.",
    "It rained on {few} of the last {hundreds} days.",
)


class Made(NamedTuple):
    """A sentence and what of it must be kept."""

    text: str
    numbers: list[str]
    addresses: list[str]


def made(seed: int, number: int) -> list[Made]:
    """Return `number` sentences, the lines in turn, no sentence twice."""
    rng, found = Random(seed), dict[str, Made]()
    while len(found) < number:
        text = re.sub(r"\{(\w+)\}", lambda match: _value(match[1], rng), LINES[len(found) % len(LINES)])
        addresses = _ADDRESS.findall(text)
        numbers = _GROUP.findall(_ADDRESS.sub(" ", text))
        found.setdefault(text, Made(text, numbers, addresses))
    return list(found.values())


def _value(kind: str, rng: Random) -> str:
    word = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(4, 9)))
    other = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(3, 7)))
    path = f"/{other}/{rng.randint(2, 999)}"
    numbers = {"few": (2, 59), "day": (2, 28), "hundreds": (60, 999), "year": (1780, 2039)}
    if kind in numbers:
        return str(rng.randint(*numbers[kind]))
    return {
        "long": str(rng.randint(10**5, 10**8)),
        "thousands": f"{rng.randint(1000, 9999):,}" if rng.random() < 0.5 else str(rng.randint(1000, 9999)),
        "millions": f"{rng.randint(10**4, 10**7):,}",
        "decimal": f"{rng.randint(2, 99)}.{rng.randint(1, 99)}",
        "version": f"{rng.randint(1, 9)}.{rng.randint(0, 19)}.{rng.randint(0, 9)}",
        "phone": f"{rng.randint(200, 999)}-{rng.randint(1000, 9999)}",
        "email": f"{other}.{word}{rng.choice(('', rng.randint(2, 99)))}@{rng.choice((word, other))}mail.org",
        "url": rng.choice(("https://", "www.")) + f"{word}.com" + rng.choice(("", f"/{other}", path)),
    }[kind]


def kept(sentence: Made, output: str) -> tuple[int, int]:
    """Return how many numbers and how many addresses of a sentence stand in its translation, each place once."""
    addresses = numbers = 0
    for address in sorted(sentence.addresses, key=len, reverse=True):
        if match := re.search(rf"(?<![\w@./-]){re.escape(address)}(?![\w@/-]|\.\w)", output):
            output = output[: match.start()] + " · " + output[match.end() :]
            addresses += 1
    output = _ADDRESS.sub(" · ", output)
    for number in sorted(sentence.numbers, key=len, reverse=True):
        digits = _BETWEEN.join(re.sub(r"\D", "", number))
        if match := re.search(rf"(?<![\d]){digits}(?![\d]|[.,]\d)", output):
            output = output[: match.start()] + " · " + output[match.end() :]
            numbers += 1
    return numbers, addresses


def shares(sentences: Sequence[Made], outputs: Sequence[str]) -> dict[str, float]:
    """Return the shares of numbers, of addresses, of both together and of whole sentences that were kept."""
    found = [kept(sentence, output) for sentence, output in zip(sentences, outputs, strict=True)]
    numbers, addresses = sum(n for n, _ in found), sum(a for _, a in found)
    all_numbers, all_addresses = (
        sum(len(s.numbers) for s in sentences),
        sum(len(s.addresses) for s in sentences),
    )
    whole = sum((len(s.numbers), len(s.addresses)) == pair for s, pair in zip(sentences, found, strict=True))
    return {
        "numbers": numbers / all_numbers,
        "addresses": addresses / all_addresses,
        "both": (numbers + addresses) / (all_numbers + all_addresses),
        "sentences": whole / len(sentences),
    }
