"""What `babelix evaluate` says of a model of tracks."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babelix.base.errors import RequestError
from babelix.cli.options import checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.learning.evaluate import TrackFit

TASK = "tracks"


def evaluate_fits(
    folder: Path,
    beside: str | None,
    split: str | None,
    scans: list[str] | None,
    plot: Path | None,
    *,
    foreign: dict[str, bool],
    as_json: bool,
    quiet: bool,
    **how: Any,
) -> None:
    """Evaluate and print. Raises `RequestError` where one of the options `foreign` to tracks is given."""
    for option, given in foreign.items():
        if given:
            raise RequestError(
                f"{option} is for sentences and trees; leave it out where tracks are predicted"
            )
    from babelix.workflows.dna.learning.evaluate import evaluate_tracks

    if plot is not None:
        checked_plot(plot)
    found = evaluate_tracks(
        folder,
        split=split or "test",
        beside=None if beside is None else Path(beside),
        scans=scans or (),
        listener=listener(quiet=quiet),
        **how,
    )
    if plot is not None:
        from babelix.views.dna.learning import draw_fits

        draw_fits(found, plot)
    if as_json:
        print_json(asdict(found))
        return
    where = ", ".join(found.contigs)
    print(
        f"{found.model} on {where} ({found.split}): {found.bins:,} bins, "
        f"{found.recurring:,} of them stand where it learned too"
    )
    for each in found.tracks:
        print(_line(each))


def _line(each: "TrackFit") -> str:
    parts = [each.name]
    if each.fit.precision is None:
        parts.append(f"Pearson {each.fit.pearson:.3f} ({each.low:.3f} to {each.high:.3f})")
        parts.append(f"without these {each.alone.pearson:.3f}")
        parts += [] if each.ridge is None else [f"words {each.ridge.pearson:.3f}"]
        parts += [] if each.replicates is None else [f"replicates {each.replicates:.3f}"]
    else:
        parts.append(f"precision {each.fit.precision:.3f}")
        parts.append(f"chance {each.fit.prevalence:.4f}")
        parts += (
            []
            if each.ridge is None or each.ridge.precision is None
            else [f"words {each.ridge.precision:.3f}"]
        )
        parts += [] if each.scan is None else [f"consensus {each.scan:.3f}"]
    return "\t".join(parts)
