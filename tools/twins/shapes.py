"""Sentences of one noun, whose "it" is subject, object or owner, or means nothing at all."""

import random
from collections.abc import Iterator

from tools.twins.first import Phrase, determiner, phrase
from tools.twins.french import joined
from tools.twins.second import Speaker, adjective, sentence
from tools.twins.words import Lists, Noun, spaced

MANY = 0.15
WHO = [
    ("my father", "mon père"),
    ("my mother", "ma mère"),
    ("Tom", "Tom"),
    ("Mary", "Marie"),
    ("our neighbour", "notre voisin"),
    ("the teacher", "le professeur"),
    ("my uncle", "mon oncle"),
    ("a friend", "un ami"),
    ("Paul", "Paul"),
    ("Emma", "Emma"),
    ("my cousin", "mon cousin"),
    ("the old man", "le vieil homme"),
    ("the girl", "la fille"),
]


def singles(lists: Lists, rng: random.Random) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield, without end, a shape's name and its sentence; where two may be, with il and with elle."""
    shapes = {name: text.split(" | ") for name, text in lists.raw["shape"].items()}
    while True:
        name = rng.choice(list(shapes))
        in_english, in_french, *more = shapes[name]
        marks = set(more[0].split()) if more else set()
        nouns = _nouns(marks, lists)
        if not nouns:
            continue
        noun = lists.nouns[rng.choice(nouns)]
        countable = noun.english not in lists.words("uncountable", "words")
        many = "one" not in marks and countable and rng.random() < MANY
        chosen = _determiner(noun, marks, rng, lists)
        said = phrase(noun, chosen, many, lists)
        words = _qualities(noun, marks, rng, lists)
        if len(words) >= 3 or (words and "{adj2}" not in in_english):
            fields = _fields(said, _three(words, rng), rng, lists)
            yield (
                name,
                [(sentence(in_english.format(**fields[0])), sentence(joined(in_french.format(**fields[1]))))],
            )


def _nouns(marks: set[str], lists: Lists) -> list[str]:
    """Return the nouns that a shape may be about: of its groups, or all."""
    groups = lists.raw["shape_groups"]
    named = [g for mark in sorted(marks) for g in groups.get(mark, mark).split() if g in lists.classes]
    return lists.members(" ".join(named)) if named else list(lists.nouns)


def _determiner(noun: Noun, marks: set[str], rng: random.Random, lists: Lists) -> str:
    if "demonstrative" in marks:
        return rng.choice(("this", "that"))
    chosen = determiner(noun, rng, lists)
    if "owned" in marks and chosen in ("this", "that"):
        chosen = "the"
    return chosen


def _qualities(noun: Noun, marks: set[str], rng: random.Random, lists: Lists) -> list[str]:
    """Return the adjectives that a sentence may say of the noun; those that fit everything now and then."""
    listed = lists.raw["quality"]
    words = [*listed[noun.group].split(), *(listed["any"].split() if rng.random() < 0.2 else ())]
    no_degree = lists.words("grading", "not") if "graded" in marks else frozenset()
    unfit = listed["never"].get(noun.group, "").split()
    tone = next((lists.words("tone", mark) for mark in marks if mark in lists.raw["tone"]), None)
    return list(dict.fromkeys(
        word for word in words
        if lists.said_of(word, noun) and word not in no_degree and word not in unfit and (tone is None or word in tone)
    ))  # fmt: skip


def _three(words: list[str], rng: random.Random) -> list[str]:
    """Return three of the words, distinct where there are three."""
    return rng.sample(words, 3) if len(words) >= 3 else [words[0], words[-1], words[0]]


def _fields(
    said: Phrase, words: list[str], rng: random.Random, lists: Lists
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the shapes' braces stand for, in English and in French."""
    of = Speaker(said.noun.gender, said.many, said.noun)
    who, qui = rng.choice(WHO)
    shown = [spaced(word.removesuffix("_sea")) for word in words]
    in_english = {
        "n": said.english, "it": of.english, "them": "them" if said.many else "it", "who": who,
        "is": "are" if said.many else "is", "was": "were" if said.many else "was", "is1": "is",
        "its": "their" if said.many else "its", "adj": shown[0], "adj2": shown[1], "adj3": shown[2],
    }  # fmt: skip
    feminine, many = said.noun.gender == "f", said.many
    e = ("e" if feminine else "") + ("s" if many else "")
    le = "les" if many else "la" if feminine else "le"
    est = "sont" if many else "est"
    in_french = {
        "n": said.french, "il": of.french, "le": le, "lep": le, "ee": e, "e": "e" if feminine else "", "qui": qui,
        "e_s": e if feminine else "", "est": est, "était": "étaient" if many else "était",
        "ne_est": f"ne {est}", "n_est": f"N'{est}-{of.french}", "s_est": f"se {est}",
        "semblait": "semblaient" if many else "semblait", "bougeait": "bougeaient" if many else "bougeait",
        "dort": "dorment" if many else "dort", "sa": "leur" if many else "sa", "son": "leur" if many else "son",
    }  # fmt: skip
    in_french |= {
        key: adjective(word, of, rng, lists) for key, word in zip(("adj", "adj2", "adj3"), words, strict=True)
    }
    return in_english, in_french
