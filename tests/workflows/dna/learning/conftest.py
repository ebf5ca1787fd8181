import numpy as np
import pytest

from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.workflows.dna.learning.settings import TracksSettings

LENGTHS = {"I": 997, "II": 503, "III": 401, "IV": 307}
# IV has no track at all.
MEASURED = {"I": 997, "II": 503, "III": 401}
TABLE = """identifier\tfile\tstrand\tstrand_pair\twithin\tweight
g-plus\ta.plus.bw,b.plus.bw\t+\t1\t\t
g-minus\ta.minus.bw,b.minus.bw\t-\t0\t\t
sites\tsites.bed\t.\t2\t3\t2
"""


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """The folder of a small genome, of signals that count G on either strand, and of peaks where GG begins."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "recipe"
    folder.mkdir()
    draw = np.random.default_rng(7)
    contigs = {chrom: "".join(draw.choice(list("ACGT"), length)) for chrom, length in LENGTHS.items()}
    (folder / "g.fa").write_text("".join(f">{chrom}\n{bases}\n" for chrom, bases in contigs.items()))
    for one in ("a", "b"):
        for name, letter in (("plus", "G"), ("minus", "C")):
            with BigWigWriter(folder / f"{one}.{name}.bw", MEASURED) as writer:
                for chrom in MEASURED:
                    values = [float(base == letter) for base in contigs[chrom]]
                    writer.add(chrom, 0, 1, np.array(values, np.float32))
    rows = [f"{chrom}\t{at}\t{at + 1}\n" for chrom in MEASURED for at in range(0, LENGTHS[chrom], 41)]
    (folder / "sites.bed").write_text("".join(rows))
    (folder / "targets.tsv").write_text(TABLE)
    return folder


@pytest.fixture
def asked():
    """Settings with some changed: keys are those of a section, sections do not share any."""

    def ask(**changes):
        values = {
            "data": {"genome": "g.fa", "targets": "targets.tsv", "val": ["III"], "test": ["II"]},
            "model": {
                "channels": [12, 12], "layers": 1, "heads": 2, "key": 3, "window": 64, "crop": 2, "dropout": 0.1,
            },
            "training": {
                "steps": 5, "batch": 3, "rate": 0.01, "warmup": 2, "evaluate_every": 3, "save_every": 2, "log_every": 1,
                "average_decay": 0.5, "threads": 1, "precision": "float32",
            },
        }  # fmt: skip
        homes = {"data": "DataSettings", "model": "ModelSettings", "training": "TrainingSettings"}
        for key, value in changes.items():
            kinds = {home: TracksSettings.model_fields[home].annotation for home in homes}
            section = next(home for home, kind in kinds.items() if key in kind.model_fields)
            values[section][key] = value
        return TracksSettings.read(values, "r.toml")

    return ask
