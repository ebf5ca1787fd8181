"""What is generated: varied, deterministic, without what is held out."""

import gzip
import json
import os
import re
from collections import Counter
from itertools import chain, pairwise, takewhile
from pathlib import Path

import pytest
from tools.twins.held_out import HeldOut
from tools.twins.made import Line, made
from tools.twins.summary import differing, endings, gender, summary
from tools.twins.words import Lists, read

from babelix.text.splits import split_of

# Thousands of lines are made and looked through.
pytestmark = pytest.mark.slow

WORD = re.compile(r"[a-z]+")


def test_the_same_seed_gives_the_same_lines_and_another_others(lists: Lists, root: Path) -> None:
    again = read(root / "tools" / "twins" / "lists.toml")
    assert made(lists, 7, 211) == made(again, 7, 211)
    assert made(lists, 7, 211) != made(lists, 8, 211)


def test_as_many_distinct_lines_as_asked_for(lines: list[Line]) -> None:
    assert len(lines) == 3001
    assert len({line.english for line in lines}) == 3001


def test_too_many_lines_are_refused(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HeldOut, "reason", lambda self, english, french: "all")
    with pytest.raises(ValueError, match="only 0 distinct lines found; ask for fewer than 11"):
        made(lists, 1, 11)


def test_genders_differ_in_most_twins_and_not_in_all(lines: list[Line]) -> None:
    assert 0.7 < differing(lines) < 0.9


def test_both_genders_are_common(lines: list[Line]) -> None:
    counts = Counter(gender(line.french) for line in lines)
    assert 0.7 < counts["f"] / counts["m"] < 1.3


def test_a_noun_is_said_by_words_of_both_genders_and_the_pronoun_follows(lines: list[Line]) -> None:
    said = Counter(
        (word, "elle" if re.search(r"\belles?\b", line.french) else "il")
        for line in lines
        if line.place == -1
        and not line.frame.startswith("foil")  # "Il faisait froid" is of nothing
        and len(re.findall(r"\b(?:elles?|ils?)\b", line.french)) == 1
        for word in re.findall(r"\b(?:bouteille|flacon|voiture|véhicule|lampe|lampadaire)s?\b", line.french)
    )
    feminine = {"bouteille", "voiture", "lampe"}
    found = {word.rstrip("s") for word, _ in said}
    assert found - feminine
    assert found & feminine
    agreeing = sum(n for (word, it), n in said.items() if (word.rstrip("s") in feminine) == (it == "elle"))
    assert agreeing == said.total()


def test_twins_share_their_first_clause(lines: list[Line]) -> None:
    twins = [(a, b) for a, b in pairwise(lines) if (a.place, b.place) == (0, 1)]
    assert len(twins) > 900
    for one, two in twins:
        same = [
            a
            for a, _ in takewhile(
                lambda pair: pair[0] == pair[1], zip(one.english, two.english, strict=False)
            )
        ]
        assert re.search(r"\b(it|they|It|They)\b", "".join(same)), (one.english, two.english)


def test_adjectives_are_said_of_either_noun(lines: list[Line]) -> None:
    frames = endings(lines)
    first = set().union(*(pair[0] for pair in frames.values()))
    second = set().union(*(pair[1] for pair in frames.values()))
    assert len(first | second) >= 200
    assert len(first & second) >= 80
    assert "wide" in first & second
    assert f"of twins in {len(frames)} frames" in summary(lines)


def test_lines_are_typed_as_the_corpus_types(lines: list[Line]) -> None:
    for line in lines:
        assert not re.search(r"[_{}@\t\u2060\u00a0]|  ", f"{line.english} {line.french}"), line
        assert not re.search(r"\w[!?;:]", line.french), line
        assert not re.search(r" [!?;:,.]", line.english), line
        assert line.english[0].isupper(), line
        assert line.french[0].isupper(), line
        assert not re.search(
            r"\b(?:[jJ]e|[nN]e|[dD]e|[qQ]ue|[pP]uisque|[lL]e|[lL]a) [aàâeéèêiîouœAÀÉEIO]\w*", line.french
        ), line
        assert not re.search(r"\b(?:de le|de les|à le|à les) [a-zé]", line.french), line


def test_nothing_held_out_is_made(lists: Lists, lines: list[Line], root: Path) -> None:
    text = (root / "src" / "babelix" / "text" / "coreference_twins.json").read_text(encoding="utf-8")
    texts = [re.sub(r"[\[\]]", "", twin["text"]) for twin in json.loads(text)["twins"]]
    clauses = [re.split(r" because| and then|,", each)[0] for each in texts]
    for line in lines:
        words = set(WORD.findall(line.english.lower()))
        assert not words & set(lists.raw["held_out"]["nouns"].split()), line
        assert not words & set(lists.raw["held_out"]["adjectives"].split()), line
        assert not words & {"cover", "covered", "cut", "hold", "held", "past"}, line
        assert not {"animal", "street"} <= words, line
        assert not ("cross" in words and words & {"animal", "street", "tired", "wide"}), line
        assert split_of(line.english) == "train", line
        assert not any(line.english.startswith(clause) for clause in clauses), line


@pytest.mark.parametrize(
    ("english", "reason"),
    [
        ("The fox slept.", "held out: fox"),
        ("The animal saw the street.", "held apart: animal, street"),
        ("The dog didn't cross the road; it was tired.", "held out of crossing: tired"),
    ],
)
def test_why_a_pair_is_left_out(lists: Lists, english: str, reason: str) -> None:
    assert HeldOut(lists).reason(english, "") == reason


def test_part_of_another_word_is_no_word_held_out(lists: Lists) -> None:
    english = next(s for s in (f"The van made {n} turns." for n in range(99)) if split_of(s) == "train")
    assert HeldOut(lists).reason(english, "La camionnette a fait demi-tour.") is None
    assert HeldOut(lists).reason(english, "Voilà la tour.") == "held out: tour"


def test_every_frame_comes(lists: Lists, lines: list[Line]) -> None:
    assert {line.frame for line in lines if line.place >= 0} == set(lists.frames)


def test_a_sentence_of_the_test_split_is_left_out(lists: Lists) -> None:
    numbered = (f"The dog saw {number} trees." for number in range(1000))
    assert HeldOut(lists).reason(next(s for s in numbered if split_of(s) == "test"), "") == "split: test"


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = Path(os.environ.get("BABELIX_DATA", "")) / "en-fr" / "twins"
    if not (folder / "twins-train.tsv.gz").exists():
        pytest.skip("the twins of the shared data are not here (`BABELIX_DATA`)")
    return folder


def test_the_lists_hold_out_what_only_the_development_sets_have(
    lists: Lists, lines: list[Line], shared: Path
) -> None:
    with gzip.open(shared / "twins-train.tsv.gz", "rt", encoding="utf-8") as file:
        known = {word for line in file for word in WORD.findall(line.split("\t")[0].lower())}
    rows = []
    for path in sorted(shared.glob("twins-dev-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows += [json.loads(line) for line in file]
    nouns = set(chain.from_iterable(row["nouns"] for row in rows)) - known
    adjectives = {row["adj"] for row in rows} - known
    assert nouns == set(lists.raw["held_out"]["nouns"].split())
    assert adjectives == set(lists.raw["held_out"]["adjectives"].split())
    assert not {row["en"] for row in rows} & {line.english for line in lines}
    assert {row["frame"] for row in rows} - set(lists.frames) == {"cover", "single"}


def test_no_line_is_of_the_contrastive_pairs(lines: list[Line], shared: Path) -> None:
    path = shared.parents[1] / "coreference" / "pronouns-en-fr.dev.tsv.gz"
    if not path.exists():
        pytest.skip("the contrastive pairs are not here")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        theirs = {line.split("\t")[0] for line in file}
    assert not theirs & {line.english for line in lines}
