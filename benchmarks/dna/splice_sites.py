"""SpliceAI in PyTorch beside known values: the 78 annotated splice sites of four genes on a slice of chr22.

    python -m benchmarks.dna.splice_sites --json sites.json     (`spliceai` installed, the data sets at hand)

Prints the largest difference from the known means of five probabilities (`chr22-splice-sites`), how many sites exceed
0.5 and their median. Nothing is timed, so one repeat is all.
"""

import csv
import statistics
import tempfile
from pathlib import Path
from typing import Any

from babelix import data
from babelix.foreign.spliceai_weights import load_spliceai
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.tracks.predict import predict
from babelix.tracks.windows import windows_over
from benchmarks.measure import arguments, write

OFFSET = "chr22:32000001"


def main() -> None:
    """Predict once over all sites, compare, print and write."""
    options = arguments(__doc__, 1).parse_args()
    found = measured()
    for name, value in found["summary"].items():
        print(f"{name}\t{value:.4g}")
    write(options.json, found)


def known_sites() -> list[dict[str, str]]:
    """Return the rows of `chr22-splice-sites`."""
    known = data.find("chr22-splice-sites")
    if known is None:
        raise SystemExit(data.missing("chr22-splice-sites"))
    with known["sites"].open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def measured() -> dict[str, Any]:
    """Return every site with our probability, and their summary."""
    slice_, sites = data.find("chr22-slice"), known_sites()
    if slice_ is None:
        raise SystemExit(data.missing("chr22-slice"))
    places = [int(site["position_1based_hg38"]) - 1 for site in sites]
    model = load_spliceai()
    columns = [track.name for track in model.tracks]
    found: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as cache:
        genome = Genome.open(slice_["fasta"], Path(cache), OFFSET)
        windows = windows_over(Region("chr22", min(places), max(places) + 1), model.geometry)
        for stretch in predict(model, genome, windows, model.geometry, range(len(columns))):
            inside = [place for place in places if 0 <= place - stretch.first < len(stretch.values)]
            found.update({place: stretch.values[place - stretch.first].tolist() for place in inside})
    rows: list[dict[str, Any]] = [
        {
            **site,
            "babelix": found[place][columns.index(site["kind"] + site["strand"])],
        }
        for site, place in zip(sites, places, strict=True)
    ]
    ours = [float(row["babelix"]) for row in rows]
    summary = {
        "sites": len(rows),
        "largest_difference": max(
            abs(float(row["babelix"]) - float(row["spliceai_mean_of_5"])) for row in rows
        ),
        "above_half": sum(value > 0.5 for value in ours),
        "median": statistics.median(ours),
    }
    return {"summary": summary, "sites": rows}


if __name__ == "__main__":
    main()
