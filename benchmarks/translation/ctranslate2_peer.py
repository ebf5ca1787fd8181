"""CTranslate2 in a process of its own: one line of JSON in, the seconds it took and what it said out.

    PYTHON benchmarks/translation/ctranslate2_peer.py MODEL COMPUTE_TYPE

PYTHON needs `ctranslate2` alone. The process stays, so that sides can take turns.
"""

import json
import sys
import time

import ctranslate2


def main() -> None:
    model, compute_type = sys.argv[1:]
    translator = ctranslate2.Translator(
        model, device="cpu", compute_type=compute_type, inter_threads=1, intra_threads=1
    )
    for line in sys.stdin:
        request = json.loads(line)
        began = time.perf_counter(), time.process_time()
        found = translator.translate_batch(request["sources"], **request["options"])
        seconds = time.perf_counter() - began[0], time.process_time() - began[1]
        said = [result.hypotheses[0] for result in found]
        print(json.dumps({"seconds": seconds[0], "cpu_seconds": seconds[1], "said": said}), flush=True)


if __name__ == "__main__":
    main()
