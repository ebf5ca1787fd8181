"""A genome of 32 bases, a VCF on it, and the model that counts its G."""

import pytest

from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source

BASES = "GGGGGGGGACTACATCTACAGGGGGGGGGGGG"
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@pytest.fixture
def source(tmp_path, monkeypatch, g_counter):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text(f">chr1\n{BASES}\n")
    return Source(str(tmp_path / "g.fa"))


@pytest.fixture
def vcf(tmp_path):
    def write(*rows):
        text = "".join("\t".join([c, str(p), ".", r, a, ".", ".", "."]) + "\n" for c, p, r, a in rows)
        (tmp_path / "x.vcf").write_text(HEAD + text)
        return [str(tmp_path / "x.vcf")]

    return write
