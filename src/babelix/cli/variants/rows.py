"""Prints scored alleles as they come, and what became of a job."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babelix.workflows.dna.scoring.job import Finished, Job
    from babelix.workflows.dna.scoring.outputs import Outputs
    from babelix.workflows.dna.scoring.results import About, Scored
    from babelix.workflows.dna.scoring.share import Share


class JsonRows:
    """An array of objects, printed as rows come and whole at the end."""

    def __init__(self, about: "About") -> None:
        self._about: dict[str, Any] = {
            "model": about.model,
            "genome": str(about.genome),
            "assembly": about.assembly,
        }
        if about.tracks:  # delta scores alone are read in no window
            self._about |= {"window": about.window, "effect_window": about.effect_window}
        self._at_starts, self._empty = about.at_starts, True

    def add(self, row: "Scored") -> None:
        """Print an allele."""
        found: dict[str, Any] = {"variant": row.variant, "fate": row.fate, "scores": row.scores, **row.own}
        if self._at_starts:
            found["starts"] = [
                {"gene": each.gene, "start": each.place, "scores": each.scores} for each in row.starts
            ]
        text = json.dumps(found | self._about, ensure_ascii=False, indent=2)
        print("[" if self._empty else ",")
        print("  " + text.replace("\n", "\n  "), end="")
        self._empty = False

    def end(self) -> None:
        """Close the array."""
        print("[]" if self._empty else "\n]")


class TableRows:
    """The lines of a table."""

    def __init__(self, about: "About") -> None:
        from babelix.workflows.dna.scoring.table import heading

        self._about = about
        print(heading(about), end="")

    def add(self, row: "Scored") -> None:
        """Print an allele."""
        from babelix.workflows.dna.scoring.table import lines

        sys.stdout.writelines(lines(row, self._about))

    def end(self) -> None:
        """Print nothing more."""


def print_rows(rows: "Iterable[Scored]", form: JsonRows | TableRows) -> Counter[str]:
    """Print rows as they come and return how many have which fate; what is interrupted leaves a whole JSON array."""
    fates: Counter[str] = Counter()
    try:
        for row in rows:
            form.add(row)
            sys.stdout.flush()
            fates[row.fate] += 1
    finally:
        form.end()
    return fates


def collected(rows: "Iterable[Scored]", into: "list[Scored] | None") -> "Iterator[Scored]":
    """Pass rows on, keeping each in `into` where there is one."""
    for row in rows:
        if into is not None:
            into.append(row)
        yield row


@contextmanager
def kept(job: "Job") -> Iterator[None]:
    """Say, when a job is stopped, what is kept of it and how to go on."""
    try:
        yield
    except BaseException:
        if job.kept is not None:
            print(
                f"babelix: {job.kept} holds {job.done:,} of {job.total:,} alleles so far; --resume goes on",
                file=sys.stderr,
            )
        raise


def tell_end(found: "Finished", share: "Share", outputs: "Outputs") -> None:
    """Say how many alleles have which fate, or which shares are still to come."""
    if share.of > 1 and not found.fates:
        files = ", ".join(str(path) for path in outputs.paths.values())
        left = ", ".join(f"{number}/{share.of}" for number in found.missing)
        what = f"{files} come with the last of {left}" if left else f"another process has written {files}"
        print(f"share {share.number}/{share.of} is scored; {what}", file=sys.stderr)
        return
    tell_fates(found.about, found.fates)


def tell_fates(about: "About", fates: Mapping[str, int]) -> None:
    """Say what scored, and how many alleles have which fate."""
    from babelix.workflows.dna.scoring.results import FATES

    counts = ", ".join(f"{fates[fate]:,} {fate}" for fate in FATES if fates.get(fate))
    assembly = f" ({about.assembly})" if about.assembly else ""
    print(f"{about.model} on {about.genome}{assembly}: {counts}", file=sys.stderr)
