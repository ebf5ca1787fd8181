"""Reading what enrichment is of: annotations, the pool and what is known of its SNPs, groups of traits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines, refuse_pipe
from babelix.base.progress import Listener, Reporter
from babelix.enrichment.coverage.members import bare_annotations
from babelix.enrichment.enrich.annotated import Annotation, annotations_of, strangers
from babelix.enrichment.enrich.snps.catalogue import is_bed
from babelix.enrichment.enrich.snps.distances import distances, read_starts
from babelix.enrichment.enrich.snps.pool import COVARIATES, Pool, pool_of, read_pool
from babelix.genome.formats.bed import read_bed
from babelix.genome.formats.intervals import kind_of, read_intervals
from babelix.workflows.enrichment.enrich.settings import Files, Matching


@dataclass(frozen=True)
class Read:
    """The annotations, the path of each source of them, and the elements on chromosomes that the SNPs lack."""

    annotations: list[Annotation]
    paths: list[str]
    strangers: dict[str, int]


def read_annotations(texts: Sequence[str], chroms: Sequence[str], listener: Listener) -> Read:
    """Return the annotations with their chromosomes called as in `chroms`."""
    sources = bare_annotations(texts)
    reporter = Reporter(listener, "reading elements", sum(map(len, sources)), "files")
    found: list[Annotation] = []
    apart: dict[str, int] = {}
    for number, members in enumerate(sources):
        read = []
        for each in members:
            read.append(read_intervals(each.path))
            reporter.advance()
        found += annotations_of(members, read, number, chroms)
        for name, count in strangers(read, chroms).items():
            apart[name] = apart.get(name, 0) + count
    paths = [
        text if len(members) > 1 else str(members[0].path)
        for text, members in zip(texts, sources, strict=True)
    ]
    names = [each.name for each in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(
            f"`annotation` {twice} is there twice, once as a state of a segmentation; name one of them otherwise, by "
            "NAME=FILE",
            setting="annotation",
        )
    return Read(found, paths, apart)


def covariates(files: Files, matching: Matching, pool: Pool) -> dict[str, NDArray[np.float64]]:
    """Return what SNPs are matched on (n each): what is asked for, else all that is known.

    Raises `RequestError` for what the pool does not have.
    """
    known = dict(pool.columns)
    if files.tss is not None:
        known["tss"] = distances(pool, read_starts(files.tss), files.tss)
    wanted = matching.names
    if wanted is None:
        return {name: known[name] for name in ("maf", "tss", "ld", "gc") if name in known}
    for name in wanted:
        if name not in known:
            remedy = (
                "give `tss`, where transcription starts"
                if name == "tss"
                else f"it has {', '.join(known) or 'none'}"
            )
            raise RequestError(
                f"`match` {name}: {files.pool} has no such column{did_you_mean(name, known)}; {remedy}, or ask for "
                "none",
                setting=("match", "tss"),
            )
    return {name: known[name] for name in wanted}


def own_columns(matching: Matching) -> list[str]:
    """Return the columns of the pool that are asked for beside the known ones."""
    return [name for name in matching.names or () if name not in (*COVARIATES, "tss")]


def read_controls(texts: Sequence[str]) -> dict[str, Pool]:
    """Return the SNPs of each set given as ``NAME=FILE``: a VCF, a table with a header, or BED.

    Raises `RequestError` for another form and a name given twice.
    """
    found: dict[str, Pool] = {}
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals or not name.strip() or not path or name.strip() in found:
            what = (
                "is given twice"
                if name.strip() in found
                else "expected NAME=FILE, such as panel=1000genomes.vcf.gz"
            )
            raise RequestError(f"`controls` {text!r}: {what}", setting="controls")
        refuse_pipe(path, "controls")
        table = kind_of(path) == "vcf" or not is_bed(Path(path))
        found[name.strip()] = read_pool(Path(path), ()) if table else pool_of(read_bed(path))
    return found


def read_groups(path: Path | None) -> dict[str, str]:
    """Return the group of each trait, from a file of two columns with a tab between.

    Raises `RequestError` naming file and line for a line that is none and a trait that is there twice.
    """
    refuse_pipe(path, "groups")
    groups: dict[str, str] = {}
    for number, line in enumerate(read_lines(path) if path is not None else [], start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [each.strip() for each in line.split("\t")]
        if len(fields) != 2 or not all(fields):
            raise RequestError(
                f"{path}, line {number}: expected a trait and its group with a tab between, got {line[:60]!r}"
            )
        if groups.setdefault(fields[0], fields[1]) != fields[1]:
            raise RequestError(
                f"{path}, line {number}: {fields[0]} is in {groups[fields[0]]} already; keep one of the two"
            )
    return groups
