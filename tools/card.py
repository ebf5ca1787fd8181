"""The card of a shipped translator, written from its figures."""

from typing import Any

from babelix.data import entry, names
from tools.mix import MIXED

TEST_SET = "tatoeba-en-fr"


def card(name: str, figures: dict[str, Any]) -> str:
    """Return the card as Markdown."""
    rows = [
        f"| {title} | {scores['sentences']} | {scores['bleu']['score']:.1f} | "
        f"{scores['bleu_multi_reference']['score']:.1f} | {scores['chrf']['score']:.1f} |"
        for title, scores in (
            ("test", figures["test"]),
            ("test, far", figures["test_far"]),
            ("val", figures["val"]),
        )
        if scores is not None
    ]
    made = commands(figures)
    return CARD.format(
        name=name,
        rows="\n".join(rows),
        commands="\n".join(f"    {command}" for command in made),
        last=figures.get("run", figures["stages"][-1]["run"]),
        devices=", ".join(dict.fromkeys(stage.get("device", "CPU") for stage in figures["stages"])),
        told="\n".join(_told(corpus) for corpus in figures["corpora"]),
        signatures=signatures(figures["test"]),
        test_set=TEST_SET,
        read=READ.format(**figures["read"]) if "read" in figures else "",
        mixture=MIXTURE if any(" tools.mix " in command for command in made) else "",
        **{key: value for key, value in figures.items() if key != "read"},
    )


def commands(figures: dict[str, Any]) -> list[str]:
    """Return what made the weights: the stages in their order, a mixture before what begins from it."""
    found = []
    for stage in figures["stages"]:
        if "start" in stage:
            found += _mix(stage["start"]["model"], stage["start"][MIXED])
        found.append(f"babelix train recipes/translation/{stage['run']}.toml")
    if MIXED in figures:
        found += _mix(f"runs/{figures['run']}", figures[MIXED])
    return list(dict.fromkeys(found))


def _mix(out: str, parts: list[dict[str, Any]]) -> list[str]:
    """Return what mixes `parts` into `out`, what they were themselves mixed from before."""
    before = [command for part in parts if MIXED in part for command in _mix(part["model"], part[MIXED])]
    first, second = parts
    return [
        *before,
        f"python -m tools.mix {first['model']} {second['model']} {out} --share {second['share']}",
    ]


def signatures(scores: dict[str, Any]) -> str:
    """Return the signature of each score, a line each."""
    kinds = (
        ("BLEU, first reference", "bleu"),
        ("BLEU, all references", "bleu_multi_reference"),
        ("chrF", "chrf"),
    )
    return "\n".join(f"- {title}: `{scores[key]['signature']}`" for title, key in kinds)


def _told(corpus: str) -> str:
    """Return a corpus as a row of the card: what it is, by whom, under which terms."""
    if corpus not in names():
        return f"| `{corpus}` | made for this model by rules (`tools/`) | Babelix | the project's own |"
    known = entry(corpus)
    name = f"[{corpus}]({known.homepage})" if known.homepage else corpus
    return f"| {name} | {known.description} | {known.attribution} | {known.terms} |"


MIXTURE = """

Weights were mixed where the commands say so (Wortsman et al. 2022, equation 1). How the shares were chosen, what
`runs/en-fr-half` is, and after how many updates a stage was stopped:
`decisions/translation/it-follows-what-was-said.md` and, of the last three stages,
`decisions/translation/new-words-are-known-by-vectors-that-are-read.md`."""

READ = """ {given:,} of them, never trained, are vectors that it reads of {words:,} words that say
what something is like: the company they keep in the English of the corpora below."""

CARD = """\
# {name}: English to French

A Transformer (Vaswani et al. 2017) of {parameters:,} parameters, {megabytes} MB on disk: one byte a weight with a
float32 scale a row, computed in float32.{read}

## Data

{train_pairs:,} pairs in the last stage; of all stages:

| corpus | what | by | terms |
|---|---|---|---|
{told}

Tatoeba's test split: English sentences of which `int(sha1(english).hexdigest(), 16) % 100` is 0, the validation split
where it is 1. Training pairs whose French sentence is a test reference were dropped.

## Recipe and cost

{commands}
    python -m tools.ship runs/{last} {name}

{updates:,} updates, {epochs} whole epochs, {target_tokens:,} target tokens in {training_hours} hours ({devices};
products in bfloat16 on a GPU, in float32 on a CPU). Nothing was chosen on the test split.{mixture}

## Scores

Distinct English sentences; beam {beam}, length penalty {alpha}. `far` leaves out the sentences within one word of a
training sentence.

    babelix evaluate {name} --data {test_set} --split test --json

| sentences | number | BLEU, first reference | BLEU, all references | chrF, first reference |
|---|---|---|---|---|
{rows}

{signatures}

## What it cannot do

It is small, and right in nine everyday sentences of twenty (`python -m benchmarks.translation.everyday`). Words that
its data hold seldom come out as others (*chilly* as *agréable*, *embroidered* as *embrassées*), idioms word for word,
and the news, law or science of a long sentence wrong, sometimes fluently. Agreement over a
few words is right in nine sentences of ten, in two of three where the words are seldom; without context it chooses
the masculine, and either of *tu* and *vous*, sometimes both in one sentence. "It" that could be one of two nouns it
tells in sentences of the kind it was taught by, and in four of five where noun, adjective or frame is new (`python -m
benchmarks.translation.twins`); there a noun may come by a less usual word (*cat* as *chatte*). Do not use it where a
wrong translation harms somebody.
"""
