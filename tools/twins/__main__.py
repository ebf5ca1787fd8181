"""Writes sentences whose "it" is *il* or *elle*, decided by gender and sense.

    python -m tools.twins OUT.tsv --seed 1 --pairs 60000 [--summary] [--mend IN.tsv.gz]

Each line is English, a tab, French; of twins one stands behind the other. The same seed gives the same file. With
`--mend` the pairs of a file are written first, mended and not counted. Run it from the repository's root.
"""

import argparse
import random
from pathlib import Path

from babelix.base.files import write_text
from tools.twins.made import made
from tools.twins.mend import mended, read_pairs
from tools.twins.summary import summary
from tools.twins.words import read


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m tools.twins", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, help="the file to write")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn")
    parser.add_argument("--pairs", type=int, default=60000, help="how many lines to make")
    parser.add_argument("--mend", type=Path, help="older pairs, written first with their *gros* mended")
    parser.add_argument("--summary", action="store_true", help="print how varied the lines are")
    options = parser.parse_args()
    lists = read()
    lines = made(lists, options.seed, options.pairs)
    older = mended(read_pairs(options.mend), random.Random(options.seed)) if options.mend else []
    pairs = [*older, *((line.english, line.french) for line in lines)]
    write_text(options.out, "".join(f"{english}\t{french}\n" for english, french in pairs))
    if options.summary:
        print(summary(lines))


if __name__ == "__main__":
    main()
