"""The original program, run by the interpreter of an environment of its own: keras 3 on torch, setuptools below 80.

    PEER/bin/python benchmarks/dna/spliceai_peer.py FASTA VCF ROWS

Writes a line of JSON a row of the VCF as it comes, its records without and with the mask, and goes on where an earlier
start was cut off. Nothing of the program is changed but what its age asks for: numpy's `fromstring`, which is gone, and
arrays of negative strides, which torch does not take. What its networks predicted is kept for the mask's sake.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"

import numpy as np


def bytes_of(text, dtype):
    return np.frombuffer(text.encode("latin-1"), dtype)


setattr(np, "fromstring", bytes_of)  # noqa: B010
pysam: Any = importlib.import_module("pysam")
original: Any = importlib.import_module("spliceai.utils")


def main() -> None:
    fasta, vcf, rows = sys.argv[1:4]
    done = len(Path(rows).read_text(encoding="utf-8").splitlines()) if Path(rows).exists() else 0
    annotator = original.Annotator(fasta, "grch38")
    annotator.models = [Once(model) for model in annotator.models]
    with Path(rows).open("a", encoding="utf-8") as file:
        for number, record in enumerate(pysam.VariantFile(vcf)):
            if number >= done:
                both = [list(original.get_delta_scores(record, annotator, 50, mask)) for mask in (0, 1)]
                file.write(json.dumps(both) + "\n")
                file.flush()


class Once:
    """A network that predicts the same input once."""

    def __init__(self, model) -> None:
        self.model = model
        self.known: dict[bytes, Any] = {}

    def predict(self, x):
        """Return the network's probabilities."""
        key = x.tobytes()
        if key not in self.known:
            if len(self.known) > 20:
                self.known.clear()
            self.known[key] = self.model.predict(x.copy(), verbose=0)
        return self.known[key]


if __name__ == "__main__":
    main()
