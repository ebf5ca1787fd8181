"""What narrower weights and activations cost the shipped translator, beside the same of CTranslate2.

    python -m benchmarks.translation.rounding --peer PYTHON --json rounding.json

PYTHON is an interpreter that has `ctranslate2`. All translate Tatoeba's validation sentences, each as one text, by a
beam of four (`--beam`), the library by our choice among what it finds, as `--engine ctranslate2` has it (an extra), and
by its own rule of when a beam ends: this is about what is said. Each is compared with float32 of its own side: BLEU,
the difference with its paired 95 % interval, and how many texts are others.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from babelix.evaluation.bleu import Bleu
from babelix.evaluation.bootstrap import paired_bootstrap
from babelix.text import PADDING, START, UNKNOWN
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.engines.ctranslate2 import CTranslate2
from babelix.workflows.translation.engines.export import exported
from babelix.workflows.translation.evaluate import evaluate
from babelix.workflows.translation.keep.wishes import NOTHING
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translator import Translator
from benchmarks.measure import arguments, write
from benchmarks.translation.decoding import Peer

_OURS = ("float32", "bfloat16", "int8", "w8a8")
_THEIRS = ("float32", "int8")


def said_by_the_library(python: str, compute_type: str, beam: int, lines: list[str]) -> list[str]:
    """Return the library's translations of lines, in their order, from the same weights."""
    run = load_run(locate("en-fr"))
    rows = run.subwords.encode(lines)
    newline = run.subwords.encode(["\n"])[0]
    with tempfile.TemporaryDirectory() as folder:
        peer = Peer(python, exported(run), Path(folder) / "en-fr", compute_type)
        _, said = peer(
            [run.subwords.pieces(row) for row in rows],
            beam_size=beam,
            max_batch_size=64,
            suppress_sequences=[
                run.subwords.pieces([token]) for token in (PADDING, START, UNKNOWN, *newline)
            ],
        )
    return [run.subwords.decode(list(map(run.subwords.id_of, each))) for each in said]


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--peer", help="a Python that has ctranslate2; without it ours alone")
    options.add_argument("--beam", type=int, default=4)
    chosen = options.parse_args()
    texts: dict[str, list[str]] = {}
    pairs: Any = None
    for precision in _OURS:
        ours = evaluate(
            locate("en-fr"),
            name="tatoeba-en-fr",
            split_name="val",
            beam=chosen.beam,
            precision=precision,
        )
        texts[precision], pairs = ours.translations, ours.pairs
    for compute_type in _THEIRS:
        engine = CTranslate2(load_run(locate("en-fr")), compute_type)
        by_us = Translator.of_run(
            replace(load_run(locate("en-fr")), provenance={}),
            cutting=Cutting(split=False),
            wishes=NOTHING,
            engine=engine,
        )
        texts[f"CTranslate2 {compute_type}, our choice"] = [
            each.text for each in by_us.translate(pairs.source, beam=chosen.beam)
        ]
    for compute_type in _THEIRS if chosen.peer else ():
        name = f"CTranslate2 {compute_type}"
        texts[name] = said_by_the_library(chosen.peer, compute_type, chosen.beam, pairs.source)
    results = []
    for name, lines in texts.items():
        own = "float32" if name in _OURS else name.replace(_THEIRS[-1], _THEIRS[0])
        others = sum(a != b for a, b in zip(lines, texts[own], strict=True))
        found: dict[str, Any] = {"name": name, "others": others}
        for kind, references in (
            ("first", [each[0] for each in pairs.references]),
            ("all", pairs.references),
        ):
            against = paired_bootstrap(texts[own], lines, references, Bleu())
            difference, score = against.difference, against.system
            print(
                f"{name}: BLEU, {kind} reference{'s' * (kind == 'all')}, {score.score:.2f} "
                f"({score.low:.1f} to {score.high:.1f}), "
                f"{difference.score:+.2f} ({difference.low:+.2f} to {difference.high:+.2f}) beside float32, "
                f"{others} of {len(lines)} other texts"
            )
            found[kind] = [score.score, difference.score, difference.low, difference.high, score.signature]
        results.append(found)
    write(chosen.json, results)


if __name__ == "__main__":
    main()
