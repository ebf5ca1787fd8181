"""Select: models of several sizes and starts side by side, in one table."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from babelix.base.files import write_text
from babelix.chromatin.markov.selection import recovered
from babelix.workflows.states.learn import Learnt


def write_selection(found: Sequence[Learnt], out: Path) -> Path:
    """Write ``selection.txt``: one row for each size and start, and return its path.

    ``recovered`` is the lowest and the mean, over the states of the model, of the highest correlation of emissions with
    a state of the largest model kept (for the kept models) or of the model kept for the size (for the other starts).
    """
    largest = max(found, key=lambda each: each.model.states).model
    rows = [
        "states\tstart\tkept\titerations\tlog_likelihood\theld_out_per_bin\tBIC\trecovered_least\trecovered_mean"
    ]
    for each in found:
        kept = max(each.candidates, key=lambda candidate: candidate.log_likelihood)
        for candidate in each.candidates:
            other = largest if candidate is kept else kept.model
            share = recovered(candidate.model, other)
            held = "" if candidate.held_out is None else f"{candidate.held_out:.6f}"
            rows.append(
                f"{candidate.model.states}\t{'information' if candidate.start == 0 else f'random {candidate.start}'}\t"
                f"{'yes' if candidate is kept else 'no'}\t{candidate.iterations}\t{candidate.log_likelihood:.3f}\t"
                f"{held}\t{candidate.bic:.1f}\t{np.min(share):.4f}\t{np.mean(share):.4f}"
            )
    path = out / "selection.txt"
    write_text(path, "\n".join(rows) + "\n")
    return path
