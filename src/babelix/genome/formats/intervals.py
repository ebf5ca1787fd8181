"""Intervals of whatever file: BED of 3 to 12 columns, narrowPeak, segmentations, GTF, GFF3, VCF; plain, gzip, bgzip.

Which of them a file is, its name says, before ``.gz`` or ``.bgz``; any other ending is read as BED.
"""

import re
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import stream, whole_lines
from babelix.genome.formats.bed import read_bed
from babelix.genome.formats.fasta import refuse_truncated
from babelix.genome.formats.features import read_rows
from babelix.genome.formats.vcf import read_lines
from babelix.genome.interval import Intervals

_KINDS = {".gtf": "gff", ".gff": "gff", ".gff3": "gff", ".vcf": "vcf"}
_END = re.compile(rb"(?:^|;)END=([0-9]+)")
_POSITION, _ID, _REF, _ALT, _INFO = 1, 2, 3, 4, 7


def read_intervals(path: str | Path) -> Intervals:
    """Return the intervals of a file, in file order.

    Labels are the name column of BED (a state of a segmentation), the kind of a feature of GTF and GFF3 (``exon``), the
    ID of a row of VCF. A row of VCF reaches over the bases of its REF, or to its END where its ALT is symbolic. Raises
    `RequestError` naming file and line for a row that is none, and for a truncated file.
    """
    path = Path(path)
    if path.is_file():
        refuse_truncated(path)
    kind = kind_of(path)
    if kind == "bed":
        return read_bed(path, names=True)
    return _features(path) if kind == "gff" else _variants(path)


def kind_of(path: str | Path) -> str:
    """Return how a file is read by its name: ``gff`` (GTF too), ``vcf``, else ``bed``."""
    suffixes = [each.lower() for each in Path(path).suffixes if each.lower() not in (".gz", ".bgz")]
    return _KINDS.get(suffixes[-1], "bed") if suffixes else "bed"


def peak_columns(path: str | Path) -> int:
    """Return 10 for a file of narrowPeak and 9 for one of broadPeak, by its first line whatever its name; else 0.

    BED of nine columns and more differs: its columns seven and eight are places inside the interval.
    """
    for text in whole_lines(stream(path, 1 << 12)):
        for line in text.split(b"\n")[:-1]:
            if not line.strip() or line.startswith((b"#", b"track", b"browser")):
                continue
            return _peaks(line.rstrip(b"\r").split(b"\t"))
    return 0


def _peaks(fields: list[bytes]) -> int:
    if len(fields) not in (9, 10):
        return 0
    try:
        start, end = int(fields[1]), int(fields[2])
        signal, p_value, _ = (float(each) for each in fields[6:9])
        summit = int(fields[9]) if len(fields) == 10 else -1
    except ValueError:
        return 0
    thick = len(fields) == 9 and start <= signal <= p_value <= end and signal == int(signal)
    return 0 if thick or summit >= end - start else len(fields)


def _features(path: Path) -> Intervals:
    rows = [
        (row.place.chrom, row.place.start, row.place.end, row.kind, row.strand) for row in read_rows(path)
    ]
    found = Intervals.of([row[:3] for row in rows], [row[3] for row in rows])
    strand = np.array([row[4] for row in rows], np.int8)
    return Intervals(found.chroms, found.chrom, found.start, found.end, strand, found.labels, found.label)


def _variants(path: Path) -> Intervals:
    rows, names = [], []
    for row, line in read_lines(path):
        fields = line.rstrip(b"\r\n").split(b"\t")
        if not row:
            continue
        if len(fields) <= _ALT or not fields[_POSITION].isdigit() or int(fields[_POSITION]) < 1:
            raise RequestError(
                f"{path}, row {row}: expected chromosome, position from 1, ID, REF and ALT separated by tabs, got "
                f"{line[:60].decode('utf-8', 'replace').strip()!r}; give a VCF"
            )
        start = int(fields[_POSITION]) - 1
        end = start + len(fields[_REF])
        if fields[_ALT].startswith(b"<") and len(fields) > _INFO and (found := _END.search(fields[_INFO])):
            end = max(end, int(found[1]))
        rows.append((fields[0].decode("utf-8", "replace"), start, end))
        names.append(fields[_ID].decode("utf-8", "replace"))
    return Intervals.of(rows, names)
