"""Second clauses: what is said of one noun, and how it is joined to the first clause."""

import random
from dataclasses import dataclass

from tools.twins import french
from tools.twins.first import First
from tools.twins.words import Lists, Noun, spaced

LESS = [("too", "trop", 34), ("so", "si", 9), ("very", "très", 12), ("much too", "beaucoup trop", 9)]
LESS += [
    ("far too", "bien trop", 3),
    ("a little too", "un peu trop", 4),
    ("", "", 15),
    ("really", "vraiment", 2),
]
MORE = [
    ("", "", 40),
    ("very", "très", 25),
    ("so", "si", 20),
    ("really", "vraiment", 6),
    ("quite", "assez", 4),
]
MORE += [("extremely", "extrêmement", 3)]
THOUGH = [("", "", 40), ("very", "très", 35), ("quite", "assez", 10), ("really", "vraiment", 8)]
BUT = [("too", "trop", 55), ("", "", 15), ("much too", "beaucoup trop", 15), ("far too", "bien trop", 5)]
DEGREES = {"-": LESS, "+": MORE, "but": BUT, "though": THOUGH}
BE = {  # tense: English of one and of many, French of one and of many
    "past": [
        (("was", "were"), ("était", "étaient"), 88),
        (("seemed", "seemed"), ("semblait", "semblaient"), 6),
        (("looked", "looked"), ("paraissait", "paraissaient"), 4),
    ],
    "present": [
        (("is", "are"), ("est", "sont"), 90),
        (("seems", "seem"), ("semble", "semblent"), 5),
        (("looks", "look"), ("paraît", "paraissent"), 4),
    ],
}
JOINTS = {  # sign: English, French, weight
    "-": [
        (" because ", " parce que ", 50),
        (" since ", " puisque ", 9),
        (" as ", " car ", 8),
        (", because ", ", car ", 6),
        (" because ", " car ", 5),
        (", for ", ", car ", 5),
        ("; ", " ; ", 8),
        (". ", ". ", 10),
        (", since ", ", puisque ", 2),
    ],
    "+": [
        (" because ", " parce que ", 60),
        (" since ", " puisque ", 8),
        (" as ", " car ", 8),
        (", because ", ", car ", 6),
        ("; ", " ; ", 6),
        (". ", ". ", 8),
    ],
    "but": [
        (", but ", ", mais ", 70),
        (". But ", ". Mais ", 12),
        (" but ", " mais ", 12),
        ("; however, ", " ; cependant, ", 4),
    ],
    "though": [
        (" even though ", " même si ", 60),
        (", even though ", ", même si ", 12),
        (" although ", " alors que ", 15),
        (", although ", ", alors que ", 8),
    ],
}
FRONT = {  # before the first clause
    "-": [
        ("As ", "Comme ", 30),
        ("Since ", "Comme ", 30),
        ("Because ", "Parce que ", 25),
        ("Since ", "Puisque ", 15),
    ],
    "+": [
        ("As ", "Comme ", 30),
        ("Since ", "Comme ", 30),
        ("Because ", "Parce que ", 25),
        ("Since ", "Puisque ", 15),
    ],
    "though": [("Even though ", "Même si ", 60), ("Although ", "Même si ", 40)],
}
WHEN = [
    (" yesterday", " hier"),
    (" this morning", " ce matin"),
    (" last night", " hier soir"),
    (" that day", " ce jour-là"),
    (" this time", " cette fois"),
]
PAST_START = [
    ("Yesterday, ", "Hier, "),
    ("That day, ", "Ce jour-là, "),
    ("This morning, ", "Ce matin, "),
    ("Last night, ", "Hier soir, "),
    ("Unfortunately, ", "Malheureusement, "),
    ("In the end, ", "Finalement, "),
    ("At first, ", "Au début, "),
    ("Last week, ", "La semaine dernière, "),
    ("Once again, ", "Encore une fois, "),
]
PRESENT_START = [
    ("Today, ", "Aujourd'hui, "),
    ("Unfortunately, ", "Malheureusement, "),
    ("Usually, ", "D'habitude, "),
    ("Now ", "Maintenant, "),
    ("I think that ", "Je pense que "),
    ("Look, ", "Regarde, "),
]


def pick(choices: list[tuple], rng: random.Random) -> tuple:  # type: ignore[type-arg]
    """Return one of the choices; the last entry of each is its weight."""
    return rng.choices(choices, [choice[-1] for choice in choices])[0]


@dataclass(frozen=True)
class Speaker:
    """What is spoken of: its gender, number and noun (None for several)."""

    gender: str
    many: bool
    noun: Noun | None = None

    @property
    def english(self) -> str:
        """Return the English pronoun."""
        return "they" if self.many else "it"

    @property
    def french(self) -> str:
        """Return the French pronoun."""
        return ("elle" if self.gender == "f" else "il") + ("s" if self.many else "")


def adjective(word: str, of: Speaker, rng: random.Random, lists: Lists) -> str:
    """Return the French of an adjective, agreed; the first translation four times in five."""
    near = lists.raw["grading"]["nearer"]
    forms = lists.adjectives[word]
    if of.noun and word in near["words"] and of.noun.group in near["classes"].split() and rng.random() < 0.6:
        forms = [tuple(near["words"][word].split())]
    chosen = forms[0] if len(forms) == 1 or rng.random() < 0.75 else rng.choice(forms[1:])
    return french.agreed(chosen, of.gender, of.many)


def ending(
    word: str, of: Speaker, tense: str, sign: str, degree: str, rng: random.Random, lists: Lists
) -> tuple[str, str]:
    """Return pronoun, verb and what is said: `word` is an adjective, `!` before it denies it, `@` is a clause."""
    if word.startswith("@"):
        return _clause(word[1:], of, tense, lists)
    denied, word = word.startswith("!"), word.lstrip("!")
    graded = word not in lists.words("grading", "not")
    (one, several), (une, plusieurs), _ = pick(BE[tense] if graded and not denied else BE[tense][:1], rng)
    verb, verbe = (several, plusieurs) if of.many else (one, une)
    said = adjective(word, of, rng, lists)
    shown = spaced(word.removesuffix("_sea"))
    if degree:
        more = {"more": "plus", "less": "moins"}[degree]
        return f"{of.english} {verb} {degree} {shown}", f"{of.french} {verbe} {more} {said}"
    if denied:
        chance = rng.random()
        if not graded or chance < 0.25:
            return f"{of.english} {verb} not {shown}", f"{of.french} ne {verbe} pas {said}"
        if sign in ("+", "though") or chance < 0.4:
            return f"{of.english} {verb} not very {shown}", f"{of.french} ne {verbe} pas très {said}"
        return f"{of.english} {verb} not {shown} enough", f"{of.french} ne {verbe} pas assez {said}"
    how, combien, _ = pick(DEGREES[sign], rng) if graded else ("", "", 1)
    parts = (of.english, verb, how, shown)
    return " ".join(filter(None, parts)), " ".join(filter(None, (of.french, verbe, combien, said)))


def _clause(name: str, of: Speaker, tense: str, lists: Lists) -> tuple[str, str]:
    past, present, passé, présent = lists.raw["clause"][name].split(" | ")
    said, dit = (past, passé) if tense == "past" else (present, présent)
    if of.many:
        raise ValueError(f"the clause {name!r} has no plural")
    return f"{of.english} {said}", f"{of.french} {dit.format(e='e' if of.gender == 'f' else '', s='')}"


def start(tense: str, rng: random.Random) -> tuple[str, str]:
    """Return how a sentence starts, mostly with nothing."""
    if rng.random() > 0.07:
        return "", ""
    return rng.choice(PAST_START if tense == "past" else PRESENT_START)


def whole(
    first: First, begun: tuple[str, str], joint: tuple[str, str], second: tuple[str, str]
) -> tuple[str, str]:
    """Return the sentence of both clauses in both languages."""
    return sentence(f"{begun[0]}{first.english}{joint[0]}{second[0]}."), sentence(
        french.joined(f"{begun[1]}{first.french}{joint[1]}{second[1]}.")
    )


def turned(first: First, joint: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    """Return the sentence that gives the reason first."""
    in_french = french.joined(f"{joint[1]}{second[1]}, {first.french}.")
    return sentence(f"{joint[0]}{second[0]}, {first.english}."), sentence(in_french)


def spoken(english: str, rng: random.Random) -> str:
    """Return what is said of the pronoun, mostly as it is spoken: *it's*, *it wasn't*."""
    if rng.random() < 0.5:
        return english
    for full, brief in (
        ("was not", "wasn't"),
        ("were not", "weren't"),
        ("is not", "isn't"),
        ("are not", "aren't"),
    ):
        english = english.replace(f" {full} ", f" {brief} ")
    return english.replace("it is ", "it's ", 1).replace("they are ", "they're ", 1)


def sentence(text: str) -> str:
    """Return the text with capitals where sentences begin."""
    parts = text.replace("? ", "?\0").replace("! ", "!\0").replace(". ", ".\0").split("\0")
    return " ".join(part[:1].upper() + part[1:] for part in parts)
