"""Trees for sentences that nobody parsed, by parsers that there are: the surest of them, to learn from beside gold.

Vinyals et al. 2015 (section 3) kept the sentences on which two parsers agree; Vaswani et al. 2017 (section 6.3) learn
from such trees too. What was parsed is kept beside the trees, so that a parsing that was stopped is gone on with, and
another share is taken without parsing again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix import data
from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError, TaskError
from babelix.base.files import digest, read_lines, write_text
from babelix.base.partial import Partial
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.stopping import Stopping
from babelix.evaluation.brackets import BracketScore, bracket_statistics
from babelix.trees.mikolov import Mikolov
from babelix.trees.parses import parse_of
from babelix.trees.stripping import WORDS_AND_CATEGORIES
from babelix.workflows.parsing.models import load_any, weights_of
from babelix.workflows.parsing.parser import Parsed
from babelix.workflows.parsing.treebank import FORM, NAMED, form_words, named_trees

PARSED = ".parsed.jsonl"
# The first sentences of the text are the treebank's sample itself.
_SAMPLE = 3911
_PIECE = 128
_LEAST = -1e9
Words = tuple[str, ...]


@dataclass(frozen=True)
class Silver:
    """How many trees were written and how many sentences parsed, those left out by reason, and how sure the least is.

    Sureness is F1 between two parsers' trees, in percent, or log P a word of one parser's.
    """

    trees: Path
    kept: int
    parsed: int
    left_out: dict[str, int]
    least: float


@dataclass(frozen=True)
class Choice:
    """Which sentences are parsed and which of their trees are kept: the surest `share`.

    At most `limit` sentences, the first ones, of at most `longest` words each.
    """

    share: float = 0.5
    limit: int | None = None
    longest: int = 40

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise RequestError(f"`share` {self.share}: expected a share above 0, up to 1", setting="share")
        if self.limit is not None and self.limit < 1:
            raise RequestError(f"`limit` {self.limit}: expected at least 1 sentence", setting="limit")
        if self.longest < 1:
            raise RequestError(f"`longest` {self.longest}: expected at least 1 word", setting="longest")


@checked
def make_silver(
    models: Sequence[Path],
    text: str,
    out: Path,
    *,
    choice: Choice = Choice(),
    resume: bool = False,
    listener: Listener = silent,
) -> Silver:
    """Parse `text`, ``ptb-words`` or a file of a sentence a line, and write the surest trees into `out`, one a line.

    The trees are those of the first of `models`, run folders; of several, a tree is as sure as the others' are like it
    (mean F1), of one as it is likely a word. Sentences of the treebank's validation and test files are left out, and
    what has been said before. Raises `RequestError` where there is nothing to parse, a model does not parse or `out`
    holds the parses of another request.
    """
    if not models:
        raise RequestError("expected a `model` to parse with, or several that should agree", setting="model")
    twice = next((each for at, each in enumerate(models) if each.resolve() in _resolved(models[:at])), None)
    if twice is not None:
        raise RequestError(
            f"`model` {twice}: given twice, and agrees with itself; name another", setting="model"
        )
    if out.is_dir():
        raise RequestError(f"`out` {out}: expected a file, got a folder", setting="out")
    sentences, left_out, checksums = _sentences(text, choice, listener)
    request = {
        "models": {str(folder): digest(weights_of(folder)) for folder in models},
        "text": checksums,
        "limit": choice.limit,
        "longest": choice.longest,
    }
    kept = out.with_name(out.name + PARSED)
    if not (kept.exists() and _same(kept, request)):
        _parse(models, sentences, kept, request, resume=resume, listener=listener)
    found = [json.loads(line) for line in read_lines(kept)[1:]]
    order = sorted(range(len(found)), key=lambda i: (-found[i]["sure"], i))
    chosen = sorted(order[: max(round(choice.share * len(found)), 1)])
    write_text(out, "".join(found[i]["tree"] + "\n" for i in chosen))
    return Silver(out, len(chosen), len(found), left_out, min(found[i]["sure"] for i in chosen))


def _resolved(models: Sequence[Path]) -> list[Path]:
    return [each.resolve() for each in models]


def _sentences(
    text: str, choice: Choice, listener: Listener
) -> tuple[list[Words], dict[str, int], dict[str, str]]:
    """Return the sentences to parse, how many were left out and why, and the checksum of the text."""
    if text == FORM:
        lines, checksums = form_words(listener)
        form = Mikolov({word for line in lines for word in line})
        lines = lines[_SAMPLE:]
    else:
        path = Path(text)
        if not path.is_file():
            raise RequestError(f"{text!r}: expected a file of a sentence a line, or {FORM}", setting="text")
        lines, form = [line.split() for line in read_lines(path)], Mikolov()
        checksums = {text: digest(path)}
    held_out = _held_out(form, listener)
    reasons = dict.fromkeys(("in the treebank's val or test files", "said before", "too long"), 0)
    seen: set[Words] = set()
    found: list[Words] = []
    for line in lines:
        key = form.words(line)
        if not key or len(found) == choice.limit:
            continue
        said = [key in held_out, key in seen, len(line) > choice.longest]
        seen.add(key)
        if any(said):
            reasons[list(reasons)[said.index(True)]] += 1
        else:
            found.append(tuple(line))
    if not found:
        raise RequestError(f"{text}: no sentence is left to parse of {len(lines):,}", setting="text")
    return found, {reason: count for reason, count in reasons.items() if count}, checksums


def _held_out(form: Mikolov, listener: Listener) -> set[Words]:
    """Return the sentences that parsers are chosen and tested on; where the treebank is not here, there are none."""
    if form.vocabulary is None and data.find(NAMED) is None:
        return set()
    splits = [named_trees(NAMED, split, WORDS_AND_CATEGORIES, listener)[0] for split in ("val", "test")]
    trees = [form(tree) for split in splits for tree in split]
    return {tree.words for tree in trees if tree is not None}


def _same(kept: Path, request: dict[str, Any]) -> bool:
    """Tell that what was parsed answers the request. Raises `RequestError` where it answers another."""
    with kept.open(encoding="utf-8") as file:
        first = file.readline()
    try:
        before = json.loads(first)["request"]
    except (ValueError, KeyError, TypeError):
        before = None
    if before != json.loads(json.dumps(request)):
        raise RequestError(
            f"{kept} holds what other parsers, or another text, came to; choose another `out`, or delete it",
            setting="out",
        )
    return True


def _parse(
    models: Sequence[Path],
    sentences: Sequence[Words],
    kept: Path,
    request: dict[str, Any],
    *,
    resume: bool,
    listener: Listener,
) -> None:
    parsers = [load_any(folder) for folder in models]
    partial = Partial.begin(kept, request, resume=resume)
    try:
        done = int(partial.done.get("sentences", 0))
        if not done:
            partial.add(json.dumps({"request": request}) + "\n", sentences=0)
        progress = Reporter(listener, "parsing", len(sentences), "sentences", done=done)
        with Stopping():
            for first in range(done, len(sentences), _PIECE):
                piece = sentences[first : first + _PIECE]
                made = [parser.parse([list(words) for words in piece]) for parser in parsers]
                lines = [json.dumps({"sure": sure, "tree": str(tree)}) for sure, tree in _sure(made)]
                partial.add("".join(line + "\n" for line in lines), sentences=first + len(piece))
                progress.advance(len(piece))
        partial.finish()
    except KeyboardInterrupt:
        raise TaskError(_stopped(partial)) from None
    except BaseException:
        partial.leave()
        raise


def _stopped(partial: Partial) -> str:
    done = partial.done.get("sentences", 0)
    left = partial.leave()
    return f"stopped after {several(done, 'sentence')}; " + (
        f"{left} has them: go on by `resume`" if left else "begin anew"
    )


def _sure(made: Sequence[Sequence[Parsed]]) -> Iterator[tuple[float, Parsed]]:
    """Yield each tree of the first parser with how sure it is."""
    first, *others = made
    if not others:
        # A grammar gives a flat tree no probability at all.
        yield from ((max(each.log_probability / len(each.words), _LEAST), each) for each in first)
        return
    truth = [parse_of(each.tree) for each in first if each.tree is not None]
    rows = [
        BracketScore("f1").scores(
            bracket_statistics(truth, [parse_of(each.tree) for each in other if each.tree is not None]).rows
        )
        for other in others
    ]
    for number, each in enumerate(first):
        yield float(sum(row[number] for row in rows)) / len(rows), each
