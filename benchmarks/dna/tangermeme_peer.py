"""tangermeme's side of `benchmarks.dna.incremental`, by an interpreter of its own; a word a line tells what to do."""

import json
import sys
import tempfile
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path.cwd()))
from benchmarks.dna.bpnet import BPNet, sequence


def main() -> None:
    from tangermeme.saturation_mutagenesis import saturation_mutagenesis  # type: ignore[import-not-found,unused-ignore]

    torch.set_num_threads(1)
    model, one_hot = BPNet().eval(), sequence()[None]
    found = None
    for word in map(str.strip, sys.stdin):
        if word == "run":
            began = time.process_time()
            result = saturation_mutagenesis(model, one_hot, raw_outputs=True, device="cpu", fast=True)
            answer: dict[str, object] = {"seconds": time.process_time() - began}
            found = result.y_hat
        else:
            assert found is not None
            path = Path(tempfile.mkdtemp()) / "found.pt"
            torch.save(found[0].contiguous(), path)
            answer = {"path": str(path)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
