"""Write made English-French pairs of everyday language, one a line, English TAB French.

    python -m tools.everyday everyday.tsv --seed 1 --pairs 40000

The same seed gives the same pairs. Everything is made from the project's own lists in `tools/everyday/*.toml`.
"""

import argparse
from itertools import islice
from pathlib import Path

from babelix.base.files import atomic
from tools.everyday.making import pairs


def main() -> None:
    """Write the pairs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=40000)
    chosen = parser.parse_args()
    with atomic(chosen.out) as path:
        lines = (f"{english}\t{french}\n" for english, french in islice(pairs(chosen.seed), chosen.pairs))
        path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
