import gzip
from dataclasses import replace

import pyBigWig
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.genome.region import Region
from babelix.tracks.model import Track
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source, Where, open_genome
from babelix.workflows.dna.tracks import Summary, Wanted, highest, predict_tracks

BASES = {"chr1": "GGCATTCGGGGATCAACCCGTGACTGACGGTACCGTAGCATCGGGCATCCAGTACG", "chr2": "CCGGG"}


@pytest.fixture
def fasta(tmp_path, monkeypatch, g_counter):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    path = tmp_path / "g.fa"
    path.write_text("".join(f">{name}\n{bases}\n" for name, bases in BASES.items()))
    return path


def bins(path, chrom):
    return [list(each) for each in pyBigWig.open(str(path)).intervals(chrom) or ()]


def counted(chrom, letter):
    bases = BASES[chrom]
    return [[at, min(at + 4, len(bases)), bases[at : at + 4].count(letter)] for at in range(0, len(bases), 4)]


@pytest.mark.parametrize("window", [None, 12, 1000])
def test_whole_contigs_come_on_a_grid_without_a_seam(fasta, tmp_path, window):
    out = tmp_path / "out"
    found = predict_tracks(
        "counter", Source(str(fasta)), Where(contigs="all"), Wanted(window=window, bigwig=out)
    )
    for chrom, length in (("chr1", 56), ("chr2", 5)):
        assert bins(out / "G+.bw", chrom) == counted(chrom, "G")
        assert bins(out / "G-.bw", chrom) == counted(chrom, "C")
        assert pyBigWig.open(str(out / "G+.bw")).chroms()[chrom] == length
    plus, minus = found.summaries
    assert (plus.file, plus.bins) == (out / "G+.bw", 16)
    assert plus.mean == (BASES["chr1"].count("G") + 3) / 16
    assert (plus.peak, plus.peak_at) == (3, ("chr1", 8))
    assert minus.mean == (BASES["chr1"].count("C") + 2) / 16
    assert found.contigs == ("chr1", "chr2")


def test_strands_and_shifts_are_averaged(fasta, tmp_path, g_counter):
    """Moved by whole bins the counter says the same everywhere; without strands in its tracks, the mean of G and C."""
    g_counter.tracks = (Track("G"), Track("C"))
    said = []
    found = predict_tracks(
        "counter", Source(str(fasta)), Where(contigs="all"),
        Wanted(both_strands=True, shifts="0,4", bigwig=tmp_path / "out"), lambda progress: said.append(progress.remark),
    )  # fmt: skip
    assert said[0] == "window 28 bp, 2 bins of 4 bp left out at either end, averaged over 4 predictions"
    assert found.geometry.crop == 2
    for name in ("G.bw", "C.bw"):
        mean = [
            [a, b, (g + c) / 2]
            for (a, b, g), (_, _, c) in zip(counted("chr1", "G"), counted("chr1", "C"), strict=True)
        ]
        assert bins(tmp_path / "out" / name, "chr1") == mean


@pytest.mark.slow
def test_yeast_of_three_ways_of_naming_is_refused_then_mapped(dataset, tmp_path, fasta):
    """FASTA `IV`, peaks `chr4`, transcripts `chrIV`; the BigWig reads back equal to what the genome holds."""
    yeast = dataset("yeast")
    peaks = gzip.decompress(yeast["peaks/Reb1"].read_bytes()).decode().splitlines(keepends=True)
    peak = next(line for line in peaks if line.startswith("chr4\t"))
    start = int(peak.split("\t")[1])
    (tmp_path / "peak.bed").write_text(peak)
    genome, pairs = str(yeast["genome"]), str(yeast["contig-names"])
    where = Where(bed=tmp_path / "peak.bed")
    wanted = Wanted(plot=True, gtf=yeast["transcripts"], bigwig=tmp_path / "out")
    for rename, said in (
        (
            None,
            r"contig 'chr4' is not in .*`rename_contigs` FILE maps names .*a line of chr4 and IV, perhaps",
        ),
        (pairs, r"gff3.gz: contig 'chrI' is not in .*contig-names.tsv,ensembl maps chrI to I"),
    ):
        with pytest.raises(RequestError, match=said):
            predict_tracks("counter", Source(genome, rename_contigs=rename), where, wanted)
    assert not (tmp_path / "out").exists()
    found = predict_tracks("counter", Source(genome, rename_contigs=f"{pairs},ensembl"), where, wanted)
    assert (found.assembly, found.regions[0].chrom) == ("R64", "IV")
    first = start // 4 * 4
    held = open_genome(Source(genome))[0].read("IV", first, first + 4).tobytes().upper().count(b"G")
    assert bins(tmp_path / "out" / "G+.bw", "IV") == [[first, first + 4, held]]


def test_a_region_has_windows_of_its_own_and_intervals_are_joined(fasta, tmp_path):
    wanted = Wanted(tracks=("plus",), bigwig=tmp_path / "out")
    predict_tracks("counter", Source(str(fasta)), Where(region="chr1:6-10"), wanted)
    # Two bins over five bases, three bases over, two of them on the left.
    assert bins(tmp_path / "out" / "G+.bw", "chr1") == [[3, 7, 0], [7, 11, 4]]
    assert not (tmp_path / "out" / "G-.bw").exists()
    (tmp_path / "x.bed").write_text("chr2\t4\t5\nchr1\t9\t10\nchr1\t5\t10\n")
    predict_tracks("counter", Source(str(fasta)), Where(bed=tmp_path / "x.bed"), wanted)
    assert bins(tmp_path / "out" / "G+.bw", "chr1") == counted("chr1", "G")[1:3]
    assert bins(tmp_path / "out" / "G+.bw", "chr2") == [[4, 5, 1]]


def test_a_peak_in_a_bin_that_hangs_over_the_beginning_is_at_the_first_base(fasta):
    found = predict_tracks("counter", Source(str(fasta)), Where(region="chr1:1-3"), Wanted(tracks=("plus",)))
    assert (found.summaries[0].peak, found.summaries[0].peak_at) == (2, ("chr1", 0))


def test_what_is_said_and_kept_for_a_figure(fasta, tmp_path):
    (tmp_path / "x.gtf").write_text(
        '1\ts\texon\t1005\t1009\t.\t+\t.\tgene_id "near";\n'
        '1\ts\texon\t1041\t1043\t.\t+\t.\tgene_id "far";\n'
        '9\ts\texon\t1005\t1009\t.\t+\t.\tgene_id "elsewhere";\n'
    )
    said = []
    found = predict_tracks(
        "counter",
        Source(str(fasta), offset="chr1:1001", rename_contigs="ucsc"),
        Where(region="1:1002-1040"),
        Wanted(plot=True, gtf=tmp_path / "x.gtf"),
        lambda progress: said.append(progress.remark),
    )
    assert said[0] == "window 28 bp, 1 bins of 4 bp left out at either end"
    assert said[1].endswith("g.fa ends within reach of a window: N is read beyond it")
    assert [(gene.name, gene.exons) for gene in found.genes] == [("near", (Region("chr1", 1004, 1009),))]
    assert sum(len(each.values) for each in found.figure) == 10
    assert found.summaries[0].file is None
    with pytest.raises(
        RequestError, match=r"x.gtf: contig '1' is not in .*`rename_contigs` ucsc maps 1 to chr1"
    ):
        predict_tracks(
            "counter", Source(str(fasta)), Where(region="chr1:1-9"), Wanted(gtf=tmp_path / "x.gtf")
        )


def test_names_and_places_are_checked_before_a_model_is_loaded(fasta, monkeypatch):
    def never(device):
        raise AssertionError("loaded")

    monkeypatch.setitem(models.MODELS, "counter", never)
    with pytest.raises(RequestError, match="contig 'chr9' is not in"):
        predict_tracks("counter", Source(str(fasta)), Where(region="chr9:1-9"), Wanted())
    with pytest.raises(RequestError, match="`plot`: a figure shows one region, got 2"):
        predict_tracks("counter", Source(str(fasta)), Where(contigs="all"), Wanted(plot=True))


def test_what_does_not_fit_is_refused(fasta, tmp_path, g_counter):
    source, where = Source(str(fasta)), Where(region="chr1:1-9")
    g_counter.tracks = (Track("a b"), Track("a_b"))
    with pytest.raises(RequestError, match=r"tracks 'a b' and 'a_b' would both be written to a_b.bw"):
        predict_tracks("counter", source, where, Wanted(bigwig=tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    g_counter.assembly = "hg38"
    predict_tracks("counter", source, where, Wanted())
    fasta.write_text(">IV\n" + "A" * 1_531_933 + "\n")
    with pytest.raises(
        RequestError, match=r"g.fa is R64 by the lengths .*, the model was made for hg38; give that"
    ):
        predict_tracks("counter", source, Where(region="IV:1-9"), Wanted())


def test_what_fails_leaves_nothing_half_written(fasta, tmp_path, g_counter, monkeypatch):
    out = tmp_path / "out"
    predict_tracks("counter", Source(str(fasta)), Where(region="chr1:1-9"), Wanted(bigwig=out))
    before = (out / "G+.bw").read_bytes()
    monkeypatch.setattr(g_counter, "forward", lambda rows: type(g_counter).forward(g_counter, rows) / 0)
    with pytest.raises(TaskError, match="no finite number"):
        predict_tracks("counter", Source(str(fasta)), Where(contigs="all"), Wanted(bigwig=out))
    assert sorted(path.name for path in out.iterdir()) == ["G+.bw", "G-.bw"]
    assert (out / "G+.bw").read_bytes() == before


def test_the_most_extreme_tracks():
    a, b, c = (
        Summary(Track(name), None, 2, total, peak)
        for name, total, peak in (("a", 3, 1), ("b", 1, 5), ("c", 2, 4))
    )
    found = highest([a, b, c], 2)
    assert found == {"highest mean": [a, c], "lowest mean": [b, c], "highest peak": [b, c]}
    assert replace(a, total=5).mean == 2.5
