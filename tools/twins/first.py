"""First clauses: who did not, could not, would not do what to what, in English and French."""

import random
from dataclasses import dataclass

from tools.twins import english, french
from tools.twins.words import Frame, Lists, Noun, spaced

PERSONS = [  # English, French, person, weight
    ("I", "je", "1s", 8),
    ("we", "nous", "1p", 5),
    ("he", "il", "3s", 3),
    ("she", "elle", "3s", 3),
    ("they", "ils", "3p", 2),
    ("Tom", "Tom", "3s", 3),
    ("Mary", "Marie", "3s", 2),
    ("my brother", "mon frère", "3s", 1),
    ("my sister", "ma sœur", "3s", 1),
    ("the man", "l'homme", "3s", 1),
    ("the woman", "la femme", "3s", 1),
    ("our neighbour", "notre voisin", "3s", 1),
]
ORDER = ("1s", "3s", "1p", "3p")
FORMS = {
    "avoir": "ai a avons ont",
    "être": "suis est sommes sont",
    "peut": "peux peut pouvons peuvent",
    "pouvait": "pouvais pouvait pouvions pouvaient",
    "voulait": "voulais voulait voulions voulaient",
    "veut": "veux veut voulons veulent",
    "allait": "allais allait allions allaient",
    "devait": "devais devait devions devaient",
    "pourra": "pourrai pourra pourrons pourront",
    "refuse": "refuse refuse refusons refusent",
    "arrive": "arrive arrive arrivons arrivent",
    "n": "don't doesn't don't don't",
    "be": "am is are are",
    "was": "was was were were",
    "have": "have has have have",
    "s": " s  ",
}
# sign, who, tense, English, French. {v} infinitive, {past}, {third}; {inf}, {passé}, {jamais} with their auxiliary.
WAYS = [
    ("-", "animal machine thing person sense", "past", "didn't {v}", "{pas}", 8),
    ("-", "animal machine thing person sense", "past", "did not {v}", "{pas}", 8),
    ("-", "animal machine thing person sense", "past", "couldn't {v}", "ne {avoir} pas pu {inf}", 5),
    ("-", "animal machine thing person sense", "past", "could not {v}", "ne {pouvait} pas {inf}", 5),
    ("-", "animal machine person sense", "past", "{was} not able to {v}", "ne {avoir} pas pu {inf}", 2),
    ("-", "animal machine person", "past", "did not manage to {v}", "ne {avoir} pas réussi à {inf}", 3),
    ("-", "animal machine person", "past", "failed to {v}", "ne {avoir} pas réussi à {inf}", 1),
    ("-", "animal person", "past", "didn't want to {v}", "ne {voulait} pas {inf}", 4),
    ("-", "animal person", "past", "refused to {v}", "{avoir} refusé de {inf}", 3),
    ("-", "animal person", "past", "hesitated to {v}", "{avoir} hésité à {inf}", 2),
    ("-", "animal machine thing person sense", "present", "can't {v}", "ne {peut} pas {inf}", 5),
    ("-", "animal machine thing person sense", "present", "cannot {v}", "ne {peut} pas {inf}", 2),
    ("-", "animal machine person sense", "present", "won't be able to {v}", "ne {pourra} pas {inf}", 3),
    ("-", "animal machine person", "present", "can't manage to {v}", "ne {arrive} pas à {inf}", 1),
    ("-", "animal person", "present", "{n} want to {v}", "ne {veut} pas {inf}", 4),
    ("-", "animal machine thing", "present", "{n} {v}", "{ne_pres}", 5),
    ("-", "machine thing", "present", "won't {v}", "{ne_futur}", 3),
    ("but", "animal person", "past", "wanted to {v}", "{voulait} {inf}", 6),
    ("but", "animal machine person sense", "past", "tried to {v}", "{avoir} essayé de {inf}", 6),
    ("but", "animal machine person", "past", "{was} supposed to {v}", "{devait} {inf}", 2),
    ("but", "animal machine person", "past", "{was} going to {v}", "{allait} {inf}", 2),
    ("but", "animal person", "present", "want{s} to {v}", "{veut} {inf}", 3),
    ("though", "animal machine person sense", "past", "managed to {v}", "{avoir} réussi à {inf}", 3),
    ("though", "animal machine", "past", "{past}", "{passé}", 4),
    ("though", "person sense", "past", "{past}", "{passé}", 3),
    ("+", "animal thing person", "past", "{past}", "{passé}", 6),
    ("+", "animal", "past", "managed to {v}", "{avoir} réussi à {inf}", 1),
    ("+", "animal", "past", "wanted to {v}", "{voulait} {inf}", 2),
    ("+", "animal", "present", "want{s} to {v}", "{veut} {inf}", 1),
    ("+", "animal", "present", "{third}", "{pres}", 2),
    ("+", "person", "past", "wanted to {v}", "{voulait} {inf}", 2),
    ("+", "person", "present", "want{s} to {v}", "{veut} {inf}", 2),
    ("+", "person", "present", "{be} going to {v}", "{va} {inf}", 2),
    ("+", "state", "past", "{past}", "{imp}", 3),
    ("+", "state", "present", "{third}", "{pres}", 3),
    ("-", "state", "past", "did not {v}", "{ne_imp}", 2),
    ("-", "state", "present", "{n} {v}", "{ne_pres}", 2),
    ("+", "prefer", "present", "prefer{s}", "{pref}{rest}", 1),
    ("+", "prefer", "past", "preferred", "{préf}{rest}", 1),
    ("+", "plan", "past", "wanted to {v}", "{voulait} {inf}", 3),
    ("+", "plan", "present", "want{s} to {v}", "{veut} {inf}", 3),
    ("+", "plan", "present", "{be} going to {v}", "{va} {inf}", 3),
    ("+", "swap", "past", "{past}", "{passé}", 4),
    ("+", "swap", "past", "wanted to {v}", "{voulait} {inf}", 2),
    ("+", "swap", "present", "want{s} to {v}", "{veut} {inf}", 1),
]
FORMS |= {
    "va": "vais va allons vont",
    "pref": "préfère préfère préférons préfèrent",
    "préf": "préférais préférait préférions préféraient",
}


@dataclass(frozen=True)
class Phrase:
    """A noun with its determiner and number, in both languages."""

    noun: Noun
    english: str
    french: str
    many: bool


@dataclass(frozen=True)
class First:
    """A first clause: both languages, its tense, how it is joined to a second, and the two nouns."""

    english: str
    french: str
    tense: str
    sign: str
    phrases: tuple[Phrase, Phrase]


def adorned(plain: Phrase, determiner: str, rng: random.Random, lists: Lists) -> Phrase:
    """Return the phrase with a word beside its noun or an owner after it, where the lists have one that fits."""
    noun, many = plain.noun, plain.many
    fitting = [
        (word, *text.split(" | ")[:3])
        for word, text in lists.raw["epithet"].items()
        if noun.group in text.split(" | ")[3].split()
    ]
    if not fitting or determiner == "a":
        return plain
    in_english = spaced(english.plural(noun.english, lists.raw["plurals"]) if many else noun.english)
    in_french = french.plural(noun.french) if many else noun.french
    if rng.random() < 0.35:
        owner, de = rng.choice(list(lists.raw["owner"].values())).split(" | ")
        de = french.ARTICLE + de if de.startswith(("le ", "les ")) else de
        nom = french.determined("the", in_french, noun.gender, many)
        return Phrase(noun, f"{owner} {in_english}", f"{nom} de {de}", many)
    word, masculine, feminine, where = rng.choice(fitting)
    agreed = french.agreed((masculine, feminine), noun.gender, many)
    in_french = f"{agreed} {in_french}" if where == "before" else f"{in_french} {agreed}"
    return Phrase(
        noun,
        english.determined(determiner, f"{word} {in_english}", many),
        french.determined(determiner, in_french, noun.gender, many),
        many,
    )


def phrase(noun: Noun, determiner: str, many: bool, lists: Lists) -> Phrase:
    """Return the noun behind a determiner."""
    in_english = spaced(english.plural(noun.english, lists.raw["plurals"]) if many else noun.english)
    in_french = french.plural(noun.french) if many else noun.french
    return Phrase(
        noun,
        english.determined(determiner, in_english, many),
        french.determined(determiner, in_french, noun.gender, many),
        many,
    )


def determiner(noun: Noun, rng: random.Random, lists: Lists, indefinite: bool = False) -> str:
    """Return a determiner that goes with the noun: nobody owns a river or a lion."""
    owned = not (
        noun.group in lists.words("unowned", "classes") or noun.english in lists.words("unowned", "words")
    )
    choices = {"the": 8.0, "this": 2.0, "that": 0.8}
    if owned:
        choices |= {"my": 2.0, "your": 0.8, "his": 1.0, "her": 1.0, "our": 1.2, "their": 0.6}
    if indefinite and noun.english not in lists.words("uncountable", "words"):
        choices["a"] = 2.0
    return rng.choices(list(choices), list(choices.values()))[0]


def ways(kind: str, sign: str) -> list[tuple[str, str, str, int]]:
    """Return tense, English, French and weight of what a frame of this kind may say with this sign."""
    return [way[2:] for way in WAYS if way[0] == sign and kind in way[1].split()]


def clause(
    frame: Frame, sign: str, phrases: tuple[Phrase, Phrase], rng: random.Random, lists: Lists
) -> First:
    """Return a first clause of the frame about the two phrases."""
    choices = ways(frame.kind, sign)
    if phrases[0].many and "{a}" not in frame.english:
        choices = [way for way in choices if not way[2].endswith(("pres}", "futur}"))]
    tense, in_english, in_french, _ = rng.choices(choices, [way[3] for way in choices])[0]
    names = {"a": phrases[0].english, "b": phrases[1].english}
    noms = {"a": phrases[0].french, "b": phrases[1].french}
    if "{a}" in frame.english:
        who, qui, person, _ = rng.choices(PERSONS, [each[3] for each in PERSONS])[0]
        feminine = qui in ("elle", "Marie", "ma sœur", "la femme")
    else:
        who, qui, person = phrases[0].english, phrases[0].french, "3p" if phrases[0].many else "3s"
        feminine = phrases[0].noun.gender == "f"
    index = ORDER.index(person)
    forms = {name: text.split(" ")[index] for name, text in FORMS.items()}
    base, _, rest = frame.english.partition(" ")
    rest = rest.format(**names)
    past, third = english.verb(base, lists.raw["verb"])
    if base == "be":
        past, third = forms["was"], forms["be"]
    elif person in ("1s", "1p", "3p"):
        third = base
    in_english = in_english.format(v=base, past=past, third=third, **forms) + " " + rest
    verbs = _verb(frame, index, feminine, noms, lists)
    return First(f"{who} {in_english}", f"{qui} {in_french.format(**verbs, **forms)}", tense, sign, phrases)


def _verb(frame: Frame, index: int, feminine: bool, nouns: dict[str, str], lists: Lists) -> dict[str, str]:
    """Return what the ways' French needs: infinitive, past, present, future, plain and negated, with their objects."""
    infinitive, _, rest = frame.french.partition(" ")
    stem = infinitive[:-2]
    listed = lists.raw["verbe"].get(infinitive, f"{stem}é {stem}e {stem}ait avoir")
    participle, present, imperfect, auxiliary = listed.split()
    many = ORDER[index] == "3p"
    if auxiliary != "avoir":
        participle += ("e" if feminine else "") + ("s" if many else "")
    own = "se " if auxiliary == "s'être" else ""
    conjugated = own + FORMS[auxiliary.removeprefix("s'")].split()[index]
    present, imperfect = present.replace("_", " "), imperfect.replace("_", " ")
    if many:  # of the present and the future no plural is made: `clause` never asks for it
        imperfect = imperfect[:-3] + "aient"
    infinitive = infinitive.replace("_", " ")
    rest = " " + rest.format(**nouns)
    future = french.future(infinitive)
    return {
        "inf": infinitive + rest,
        "passé": f"{conjugated} {participle}{rest}",
        "pas": f"ne {imperfect} pas{rest}" if frame.imperfect else f"ne {conjugated} pas {participle}{rest}",
        "pres": present + rest,
        "imp": imperfect + rest,
        "ne_pres": f"ne {present} pas{rest}",
        "ne_imp": f"ne {imperfect} pas{rest}",
        "ne_futur": f"ne {future} pas{rest}",
        "rest": rest,
    }
