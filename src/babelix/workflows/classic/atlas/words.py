"""Tokens by their embeddings, and words and sentences by what a translator's encoder makes of them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.base.progress import Listener, Reporter
from babelix.base.seeds import generator
from babelix.classic.atlas.points import Points, unit
from babelix.text import Subwords
from babelix.transformer import Transformer
from babelix.transformer.states import encoder_states
from babelix.workflows.runs.folder import recorded_task
from babelix.workflows.runs.shipped import DEFAULT, locate
from babelix.workflows.runs.tasks import load

_FIRST = 260
"""Ids below are special tokens and the 256 bytes."""
_TOLD = 64
_ONE_SIDE = 0.9
"""A token of which at least this share stands on one side of the pairs is that side's."""
_SIDES = ("source", "target", "both")
_PLACES = ("begins a word", "inside a word", "digits and signs")


def token_embeddings(model: str | None, text: Path | None, most: int) -> Points:
    """Return the embeddings of a model's tokens, by direction, beside their spelling.

    With the pairs of `text` those of the commonest tokens, labelled with the side they stand on; else those learned
    first, labelled with the place in a word. Spelling is how often each pair of letters occurs. Raises `RequestError`
    for a model or pairs that are none.
    """
    translator = _translator(model)
    subwords: Subwords = translator.subwords
    if text is None:
        ids = list(range(_FIRST, len(subwords)))[:most]
        spelled = subwords.labels(ids)
        labels = [_place(each) for each in spelled]
        classes, said = _PLACES, "of its vocabulary, first learned"
    else:
        left, right = _counted(subwords, text)
        total = left + right
        ids = [i for i, _ in sorted(total.items(), key=lambda each: (-each[1], each[0])) if i >= _FIRST][
            :most
        ]
        spelled = subwords.labels(ids)
        labels = [_side(left[i] / total[i]) for i in ids]
        classes, said = _SIDES, f"commonest in {text.name}"
    present = sorted(set(labels))
    return Points(
        name=f"{translator.name}: {len(ids):,} tokens {said}",
        what="embeddings",
        vectors=unit(translator.model.E.weight.detach().float().cpu().numpy()[ids]),
        raw_what="spelling",
        raw=unit(_spelling(spelled)),
        images=None,
        words=spelled,
        labels=np.array([present.index(each) for each in labels], np.int64),
        classes=tuple(classes[each] for each in present),
        cosine=True,
    )


def states(
    model: str | None, text: Path, words: Sequence[str], most: int, seed: int, listener: Listener
) -> Points:
    """Return what a translator's encoder makes of each of `words` in the sentences of a file, or of whole sentences.

    A word's state is the mean over its subwords, a sentence's that over its words; by direction. Beside them stands the
    mean of the sentence's embeddings, which knows the words and not their order. Classes are the file's, else, of
    several words, the words. Raises `RequestError` for a model or file that is none, and a word in no sentence.
    """
    translator = _translator(model)
    if not isinstance(translator.model, Transformer):
        raise RequestError(f"`model` {model} is recurrent; expected a Transformer", setting="model")
    sentences, named = _sentences(text)
    if len(sentences) > most:
        chosen = np.sort(generator(seed, "points").permutation(len(sentences))[:most])
        sentences = [sentences[i] for i in chosen]
        named = [named[i] for i in chosen] if named else []
    wanted = [each.casefold() for each in words]
    report = Reporter(listener, "sentences", len(sentences), "sentences")
    vectors, raw, shown, labels, without = [], [], [], [], 0
    read = [translator.reader.normalise(each) for each in sentences]
    found_states = encoder_states(translator.model, translator.subwords, read, translator.reader.longest)
    for number, found in enumerate(found_states):
        places = [i for i, each in enumerate(found.words) if each.casefold() in wanted] if wanted else [None]
        without += not places
        for place in places:
            vectors.append(found.states.mean(0) if place is None else found.states[place])
            raw.append(found.embeddings.mean(0))
            shown.append(sentences[number] if place is None else _marked(found.words, place))
            labels.append(named[number] if named else "" if place is None else found.words[place].casefold())
        if (number + 1) % _TOLD == 0 or number + 1 == len(sentences):  # they are computed so many at a time
            report.advance(_TOLD if (number + 1) % _TOLD == 0 else len(sentences) % _TOLD)
    if not vectors:
        raise RequestError(
            f"`word` {', '.join(words)}: in none of the {len(sentences):,} sentences of {text}",
            setting="word",
        )
    kept = slice(most)
    classes = tuple(sorted(set(labels[kept])))
    remark = (f"{without:,} sentences have none of the words",) if without else ()
    of = f"“{', '.join(words)}” in" if words else "whole"
    return Points(
        name=f"{translator.name}: {len(vectors[kept]):,} times {of} sentences of {text.name}"
        if words
        else f"{translator.name}: {len(vectors):,} sentences of {text.name}",
        what="encoder states",
        vectors=unit(np.stack(vectors[kept])),
        raw_what="bag of words",
        raw=unit(np.stack(raw[kept])),
        images=None,
        words=tuple(shown[kept]),
        labels=np.array([classes.index(each) for each in labels[kept]], np.int64)
        if named or len(wanted) > 1
        else None,
        classes=classes if named or len(wanted) > 1 else (),
        cosine=True,
        remarks=remark,
    )


def _translator(model: str | None) -> Any:
    folder = locate(DEFAULT if model is None else model)
    task = recorded_task(folder)
    if task != "translation":
        raise RequestError(
            f"`model` {folder}: a run of the task {task!r}; expected a translator's, or `source` convnet with `run`",
            setting=("model", "source", "run"),
        )
    return load(folder)


def _place(token: str) -> int:
    if not any(each.isalpha() for each in token):
        return 2
    return 0 if token.startswith(" ") else 1


def _side(share: float) -> int:
    return 0 if share >= _ONE_SIDE else 1 if share <= 1 - _ONE_SIDE else 2


def _counted(subwords: Subwords, text: Path) -> tuple[Counter[int], Counter[int]]:
    sides: tuple[list[str], list[str]] = ([], [])
    for number, line in enumerate(read_lines(text), start=1):
        fields = line.split("\t")
        if len(fields) < 2:
            raise RequestError(f"{text}, line {number}: expected a sentence, a tab and its translation")
        for side, field in zip(sides, fields, strict=False):
            side.append(field)
    if not sides[0]:
        raise RequestError(f"{text} is empty; expected a sentence, a tab and its translation a line")
    left, right = (Counter(i for row in subwords.encode(side) for i in row) for side in sides)
    return left, right


def _spelling(tokens: Sequence[str]) -> NDArray[np.float32]:
    """Return how often each pair of neighbouring letters is in each token, its end included, [tokens, pairs]."""
    found = [Counter(zip(f"{each}\n", f"{each}\n"[1:], strict=False)) for each in tokens]
    columns = {pair: i for i, pair in enumerate(sorted({pair for each in found for pair in each}))}
    counts = np.zeros((len(tokens), len(columns)), np.float32)
    for row, each in enumerate(found):
        for pair, count in each.items():
            counts[row, columns[pair]] = count
    return counts


def _sentences(text: Path) -> tuple[list[str], list[str]]:
    """Return the sentences of a file and their classes, none where it has none."""
    read = [
        (number, line.split("\t")) for number, line in enumerate(read_lines(text), start=1) if line.strip()
    ]
    if not read:
        raise RequestError(f"{text} holds no sentences; expected one a line")
    columns = len(read[0][1])
    for number, fields in read:
        if len(fields) != columns or columns > 2 or not all(each.strip() for each in fields):
            raise RequestError(
                f"{text}, line {number}: expected a sentence, and a tab and its class after it in all lines or in none"
            )
    sentences = [fields[0].strip() for _, fields in read]
    return sentences, [fields[1].strip() for _, fields in read] if columns == 2 else []


def _marked(words: Sequence[str], place: int) -> str:
    return " ".join(f"[{each}]" if i == place else each for i, each in enumerate(words))
