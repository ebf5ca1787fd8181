import pytest


@pytest.fixture
def folder(tmp_path):
    """A catalogue of two traits, a pool of 60 SNPs on three chromosomes, two annotations on two of them."""
    pool = ["chrom\tposition\trsid\tmaf"]
    pool += [
        f"chr{c}\t{100 * i + 1}\trs{c}{i:02}\t{0.01 * (i + 1):.2f}" for c in (1, 2, 3) for i in range(20)
    ]
    (tmp_path / "pool.tsv").write_text("\n".join(pool) + "\n")
    rows = [
        ("Gout", 1, 3, "1E-9", "intron"),
        ("Gout", 1, 4, "1E-11", "missense"),
        ("Gout", 1, 15, "1E-8", "Intergenic"),
        ("Gout", 2, 3, "1E-8", "intron"),
        ("Gout", 2, 9, "NS", "intron"),
        ("Tea", 2, 3, "1E-8", "intron"),
        ("Tea", 3, 5, "1E-8", "intron"),
    ]
    text = [f"{t}\t{c}\t{100 * i + 1}\trs{c}{i:02}\t{x}\t{p}" for t, c, i, p, x in rows]
    text += ["Tea\t1\t77\trs999\tintron\t2E-8", "Tea\t\t\tNR\t\t3E-8"]
    header = "Disease/Trait\tChr_id\tChr_pos\tSNPs\tContext\tp-Value"
    (tmp_path / "catalogue.txt").write_text("\n".join([header, *text]) + "\n")
    (tmp_path / "peaks").mkdir()
    (tmp_path / "peaks" / "A.bed").write_text("chr1\t290\t420\nchr2\t250\t330\nchrX\t5\t7\n")
    (tmp_path / "peaks" / "B.bed").write_text("chr1\t1450\t2000\n")
    (tmp_path / "tss.bed").write_text("chr1\t500\t501\nchr2\t0\t1\nchr3\t0\t1\n")
    return tmp_path
