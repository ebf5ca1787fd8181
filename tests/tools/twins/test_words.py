"""The lists agree with themselves and with French grammar."""

import re
from itertools import chain
from pathlib import Path

import pytest
from tools.twins.french import opens_with_vowel
from tools.twins.words import Lists, read

# Feminines that no rule gives; everything else is told by the ending of the masculine.
IRREGULAR = {
    "vieux": "vieille", "beau": "belle", "nouveau": "nouvelle", "mou": "molle", "doux": "douce", "faux": "fausse",
    "malin": "maligne", "sec": "sèche", "frais": "fraîche", "public": "publique", "blanc": "blanche", "long": "longue",
    "gras": "grasse", "gros": "grosse", "bas": "basse", "épais": "épaisse", "rassis": "rassise",
    "jaloux": "jalouse", "gentil": "gentille", "douillet": "douillette", "net": "nette",
    "joueur": "joueuse", "exigu": "exiguë", "peu profond": "peu profonde", "trop cuit": "trop cuite",
    "fou": "folle", "grognon": "grognonne",
    "peu sûr": "peu sûre", "peu appétissant": "peu appétissante", "bon": "bonne",
    "favori": "favorite", "cher": "chère", "amer": "amère", "léger": "légère", "secret": "secrète",
}  # fmt: skip
ENDINGS = [
    ("eux", "euse"), ("if", "ive"),
    ("uf", "uve"), ("el", "elle"), ("er", "ère"), ("en", "enne"), ("et", "ète"), ("e", "e"), ("", "e"),
]  # fmt: skip


def feminine(masculine: str) -> str:
    """The school's rules, without the generator's."""
    if masculine in IRREGULAR:
        return IRREGULAR[masculine]
    if masculine.startswith(("en ", "sans ")) or masculine.split()[0] == "peu":
        return masculine
    ending, changed = next(pair for pair in ENDINGS if masculine.endswith(pair[0]))
    return masculine.removesuffix(ending) + changed


def test_every_adjective_agrees_as_the_rules_of_its_ending_say(lists: Lists) -> None:
    rows = list(chain.from_iterable(lists.adjectives.values()))
    wrong = [
        (m, f) for m, f in ((m.replace("_", " "), f.replace("_", " ")) for m, f in rows) if feminine(m) != f
    ]
    assert len(rows) > 300
    assert wrong == []


def test_every_word_that_a_frame_a_quality_or_a_restriction_names_is_listed(lists: Lists) -> None:
    raw = lists.raw
    known = set(lists.adjectives) | {f"@{name}" for name in raw["clause"]}
    for frame in lists.frames.values():
        for word in chain(*frame.less, *frame.more):
            assert word.lstrip("!") in known, (frame.name, word)
    for group, words in raw["quality"].items():
        if group != "never":
            assert set(words.split()) <= set(lists.adjectives), group
    groups = set(lists.classes) | set(lists.nouns)
    for section in ("said_only", "unsaid"):
        for word, named in raw[section].items():
            assert word in lists.adjectives or word in raw["clause"], word
            assert set(named.split()) <= groups, word
    for table in ("not", "long"):
        assert lists.words("grading", table) <= set(lists.adjectives)


def test_in_a_frame_no_ending_may_be_about_both_nouns(lists: Lists) -> None:
    for frame in lists.frames.values():
        if frame.degrees == ("more", "less"):  # there the degree decides
            continue
        for first, second in (frame.less, frame.more):
            assert not set(first) & set(second), frame.name


def test_a_frame_names_a_pool_by_its_mark_and_words_stand_once(lists: Lists) -> None:
    bitter, *rest = lists.endings("bitter #drink_good !fresh bitter")
    assert (bitter, rest[-1]) == ("bitter", "!fresh")
    assert rest[:-1] == lists.raw["pool"]["drink_good"].split()
    assert set(lists.raw["pool"]["ground"].split()) <= set(lists.frames["cross"].less[1])
    for name, words in lists.raw["pool"].items():
        assert set(words.split()) <= set(lists.adjectives), name


@pytest.mark.parametrize("frame", ["cross", "eat", "sleep", "jump_onto", "climb", "turn", "land", "drink"])
def test_as_many_adjectives_may_be_said_of_the_first_noun_as_of_the_other(lists: Lists, frame: str) -> None:
    sayable = []
    for place in (0, 1):
        nouns = [lists.nouns[noun] for pair in lists.frames[frame].nouns for noun in pair[place]]
        words = lists.frames[frame].less[place]
        sayable.append(sum(lists.said_of(word, noun) for noun in nouns for word in words) / len(nouns))
    assert sayable[0] == pytest.approx(sayable[1], abs=1)


def test_what_a_frame_lists_by_hand_stays(lists: Lists) -> None:
    for name, entry in lists.raw["frame"].items():
        for place, key in enumerate(("A", "B")):
            by_hand = {word for word in entry.get(key, "").split() if not word.startswith("#")}
            assert by_hand <= set(lists.frames[name].less[place]), name


def test_a_pool_that_is_none_is_refused(root: Path, tmp_path: Path) -> None:
    text = (root / "tools" / "twins" / "lists.toml").read_text(encoding="utf-8")
    (tmp_path / "lists.toml").write_text(text.replace("#ground", "#grounds", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="no pool '#grounds'; there are animal, ground"):
        read(tmp_path / "lists.toml")


def test_frames_take_different_words_of_a_pool(lists: Lists) -> None:
    animal = set(lists.raw["pool"]["animal"].split())
    cross, enter = (animal & set(lists.frames[name].less[0]) for name in ("cross", "enter"))
    assert len(cross - enter) > 20


def test_there_is_variety(lists: Lists) -> None:
    assert len(lists.frames) >= 45
    assert len(lists.nouns) >= 120
    first = {w.lstrip("!") for f in lists.frames.values() for w in (*f.less[0], *f.more[0])}
    second = {w.lstrip("!") for f in lists.frames.values() for w in (*f.less[1], *f.more[1])}
    assert len([w for w in first | second if not w.startswith("@")]) >= 500
    assert len(first & second) >= 100


def test_genders_are_both_and_an_aspirated_h_is_marked(lists: Lists) -> None:
    genders = [noun.gender for noun in lists.nouns.values()]
    assert {"m", "f"} == set(genders)
    assert 0.35 < genders.count("f") / len(genders) < 0.65
    for noun in chain(lists.nouns.values(), lists.others.values()):
        if noun.french.startswith("h"):
            assert noun.aspirated != opens_with_vowel(noun.french), noun.french


def test_a_noun_listed_twice_is_refused(root: Path, tmp_path: Path) -> None:
    text = (root / "tools" / "twins" / "lists.toml").read_text(encoding="utf-8")
    (tmp_path / "lists.toml").write_text(
        re.sub(r'^rail = "', 'rail = "dog chien m, ', text, count=1, flags=re.M), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="the noun 'dog' is listed twice"):
        read(tmp_path / "lists.toml")


def test_a_class_of_an_unknown_noun_is_refused(root: Path, tmp_path: Path) -> None:
    text = (root / "tools" / "twins" / "lists.toml").read_text(encoding="utf-8")
    (tmp_path / "lists.toml").write_text(
        re.sub(r'^jumper = "', 'jumper = "unicorn ', text, count=1, flags=re.M), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"class 'jumper': \['unicorn'\]"):
        read(tmp_path / "lists.toml")


def test_another_french_word_is_of_the_other_gender_and_no_word_held_out(lists: Lists) -> None:
    assert len(lists.others) > 100
    held = lists.words("held_out", "french")
    for english, other in lists.others.items():
        usual = lists.nouns[english]
        assert {usual.gender, other.gender} == {"m", "f"}
        assert (other.english, other.group) == (english, usual.group)
        assert other.french not in held
    otherwise = lists.said_otherwise()
    assert otherwise.nouns["bottle"].french == "flacon"
    assert lists.nouns["bottle"].french == "bouteille"
    assert otherwise.nouns["egg"] == lists.nouns["egg"]
    assert set(lists.only_others().nouns) == set(lists.others)
    assert "egg" not in lists.only_others().members("food")


@pytest.mark.parametrize(
    "entry", ["unicorn licorne f", "bottle bouteille f", "bottle flacon m, bottle bidon m"]
)
def test_another_word_that_is_none_is_refused(root: Path, tmp_path: Path, entry: str) -> None:
    text = (root / "tools" / "twins" / "lists.toml").read_text(encoding="utf-8")
    changed = re.sub(r'(^\[other\].*\nnouns = """)[^"]*', rf"\g<1>{entry}", text, count=1, flags=re.M)
    (tmp_path / "lists.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(
        ValueError, match=f"another word for '{entry.split()[0]}': of a noun that is listed once"
    ):
        read(tmp_path / "lists.toml")
