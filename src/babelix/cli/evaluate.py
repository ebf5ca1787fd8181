"""`babelix evaluate`: how good is a translator, a parser, or a model of tracks?"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.cli import options
from babelix.cli.dna.evaluate import TASK, evaluate_fits
from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.output import print_json
from babelix.cli.parsing.evaluate import evaluate_trees, is_of_trees
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.translation.evaluate import Compared, Scores, System

_CUTS = {"sentences": ", lines cut into sentences", "lines": ", each line as one text", None: ""}
_SHOWN = (("BLEU", "bleu"), ("chrF", "chrf"), ("chrF++", "chrf_plus_plus"), ("TER", "ter"))


def evaluate(
    run: Annotated[
        str | None,
        typer.Argument(
            help="A shipped model or a run folder; none to score --hypothesis alone.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--data", help="A named data set; the one it was trained on unless given.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Which split of it.", show_default="test")] = None,
    source: Annotated[
        Path | None, typer.Option(help="Instead of --data: sentences to translate, every line of them.")
    ] = None,
    reference: Annotated[
        list[Path] | None,
        typer.Option(help="With --source: their translations; several times for several of each line."),
    ] = None,
    hypothesis: Annotated[
        list[Path] | None,
        typer.Option(
            help="Translations that are there already, one a line; of two and more, and of a run beside them, each is "
            "compared with the first by paired bootstrap."
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="Without a run: language of the translations, such as zh; it chooses BLEU's tokenizer."
        ),
    ] = None,
    tokenizer: Annotated[
        str | None,
        typer.Option(
            help="What BLEU counts as words: 13a, zh, ja-mecab, char, none and more of sacreBLEU's.",
            show_default="the recipe's, else the target language's",
        ),
    ] = None,
    lowercase: Annotated[bool, typer.Option("--lowercase", help="Score without regard to case.")] = False,
    ter: Annotated[bool, typer.Option("--ter/--no-ter", help="TER too, which takes longest.")] = True,
    resamples: Annotated[
        int, typer.Option(help="Bootstrap resamples behind each interval and P value.")
    ] = 1000,
    seed: Annotated[int, options.seed("What the resamples are drawn with.")] = 12345,
    beam: Annotated[int | None, options.beam("the run's")] = None,
    alpha: Annotated[float | None, options.alpha("Length penalty; the run's own unless given.")] = None,
    batch_size: Annotated[int, options.batch_size("Sentences translated together.")] = 64,
    precision: Annotated[str | None, options.precision("float32")] = None,
    cut: Annotated[
        bool | None,
        typer.Option(
            "--cut/--no-split",
            help="Translate lines sentence by sentence, as `babelix translate` does, or each as one text.",
            show_default="lines of files are cut, sentences of a data set are not",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Also write the run's translations, one a line.")
    ] = None,
    scan: Annotated[
        list[str] | None,
        typer.Option(
            "--scan",
            metavar="TRACK=CONSENSUS",
            help="Of tracks: a consensus to search for, beside a track of peaks.",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Of tracks: the figure, a .png or .svg file."),
    ] = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Translate a test set and score it, or score translations: BLEU, chrF, chrF++ and TER by sacreBLEU.

    A run that parses is scored by labelled brackets as EVALB does, on --data treebank or on trees in --reference FILE,
    and so are files of trees: with --data treebank, or a --reference that ends in .mrg.

    A model of tracks (--split val or test; --data the folder of its files) is judged by the correlation of each track
    of counts and the average precision of each of peaks, beside a ridge on words, replicates and a consensus.

    Each comes with its 95 % interval and its signature. Of files every line counts; of a data set every distinct
    source sentence, and where its training split is known, `far` scores the sentences more than one word away from
    every training sentence.

    \b
    Examples:
      babelix evaluate en-fr --data tatoeba-en-fr --split test --json
      babelix evaluate runs/mine --source test.en --reference test.fr
        all: 30 sentences, lines cut into sentences
          BLEU, first reference  ...  nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:...
          ...
      babelix evaluate --hypothesis mine.fr --hypothesis theirs.fr --reference test.fr
      babelix evaluate runs/sample --data treebank --split test --hypothesis other.trees
      babelix evaluate yeast --scan Reb1=TTACCCG --plot yeast.png
    """
    if run is None and output is not None:
        raise RequestError("--output keeps what a run translates; leave it out with --hypothesis alone")
    from babelix.workflows.runs.folder import recorded_task
    from babelix.workflows.runs.shipped import locate

    folder = None if run is None else locate(run)
    task = None if folder is None else recorded_task(folder)
    if folder is not None and task == TASK:
        foreign = {
            "--source": source is not None,
            "--reference": reference is not None,
            "--hypothesis": hypothesis is not None,
            "--language": language is not None,
            "--tokenizer": tokenizer is not None,
            "--lowercase": lowercase,
            "--output": output is not None,
            "--beam": beam is not None,
            "--alpha": alpha is not None,
            "--cut": cut is not None,
            "--precision": precision is not None,
        }
        how = {"resamples": resamples, "seed": seed}
        evaluate_fits(folder, name, split, scan, plot, foreign=foreign, as_json=as_json, quiet=quiet, **how)
        return
    for option, given in (("--scan", scan), ("--plot", plot)):
        if given is not None:
            raise RequestError(f"{option} is for a model of tracks; leave it out")
    if is_of_trees(task, name, reference):
        evaluate_trees(
            folder,
            hypothesis,
            output,
            gold={"name": name, "split": split, "reference": reference},
            as_json=as_json,
            quiet=quiet,
            foreign={
                "--source": source is not None,
                "--language": language is not None,
                "--tokenizer": tokenizer is not None,
                "--lowercase": lowercase,
                "--no-ter": not ter,
                "--cut": cut is not None,
                "--precision": precision is not None,
            },
            resamples=resamples,
            seed=seed,
            search={"beam": beam, "alpha": alpha, "batch_size": batch_size},
        )
        return
    from babelix.workflows.translation.evaluate import Scoring
    from babelix.workflows.translation.evaluate import evaluate as workflow

    found = workflow(
        folder,
        name=name,
        split_name=split,
        source=source,
        reference=reference or (),
        hypotheses=hypothesis or (),
        language=language,
        scoring=Scoring(tokenizer, lowercase, ter, resamples, seed),
        cut=cut,
        beam=beam,
        alpha=alpha,
        batch_size=batch_size,
        precision=precision,
        listener=listener(quiet=quiet),
    )
    for each in found.systems:
        for number, remark in each.remarks:
            print(f"babelix: line {number}: {remark}", file=sys.stderr)
    # The scores first: they took minutes, and the file may not be writable.
    if as_json:
        systems = [_object(each) for each in found.systems]
        named = [{"name": each.name, **_object(each)} for each in found.systems]
        print_json({"systems": named, "compared": found.compared} if found.compared else systems[0])
    else:
        for each in found.systems:
            _print_system(each, named=bool(found.compared))
        for pair in found.compared:
            _print_comparison(pair)
    if output is not None:
        write_text(output, "".join(text + "\n" for text in found.translations))


def _print_system(system: "System", *, named: bool) -> None:
    if named:
        print(system.name)
    for title, scores in (("all", system.scores), ("far", system.far)):
        if scores is not None:
            print(f"{title}: {several(scores.sentences, 'sentence')}{_CUTS[system.cut]}")
            _print_scores(scores)


def _print_scores(scores: "Scores") -> None:
    several = scores.bleu_multi_reference != scores.bleu
    for which, suffix in (
        ("first reference", ""),
        ("all references", "_multi_reference" if several else None),
    ):
        for title, key in _SHOWN:
            score = getattr(scores, key + suffix) if suffix is not None else None
            if score is not None:
                interval = f"({score.low:.1f} to {score.high:.1f})"
                print(f"  {title}, {which}  {score.score:.1f}  {interval}  {score.signature}")


def _print_comparison(compared: "Compared") -> None:
    print(f"{compared.system} against {compared.baseline}, paired bootstrap")
    for each in compared.metrics:
        gain, how_sure = each.difference, "the same in every resample"
        if gain.low or gain.high:
            how_sure = f"P {each.p_value:.3f}  better in {100 * each.wins:.1f} % of {each.samples} resamples"
        interval = f"({gain.low:+.1f} to {gain.high:+.1f})"
        print(f"  {each.metric}, all references  {gain.score:+.1f}  {interval}  {how_sure}")


def _object(system: "System") -> dict[str, Any]:
    how = {"cut": system.cut} if system.cut is not None else {}
    return asdict(system.scores) | how | ({"far": asdict(system.far)} if system.far is not None else {})
