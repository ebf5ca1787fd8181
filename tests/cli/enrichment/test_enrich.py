import json
import subprocess
import sys

import pytest

from babelix.cli.main import run


@pytest.fixture
def words(tmp_path):
    pool = ["chrom\tposition\trsid\tmaf"]
    pool += [
        f"chr{c}\t{100 * i + 1}\trs{c}{i:02}\t{0.01 * (i + 1):.2f}" for c in (1, 2, 3) for i in range(20)
    ]
    (tmp_path / "pool.tsv").write_text("\n".join(pool) + "\n")
    rows = [
        f"Gout\t{c}\t{100 * i + 1}\trs{c}{i:02}\tintron\t1E-{i}" for c, i in ((1, 3), (1, 4), (2, 3), (2, 9))
    ]
    header = "Disease/Trait\tChr_id\tChr_pos\tSNPs\tContext\tp-Value"
    (tmp_path / "c.txt").write_text("\n".join([header, *rows, "Gout\t1\t77\t\tmissense\t1E-9"]) + "\n")
    (tmp_path / "A.bed").write_text("chr1\t290\t420\nchr2\t250\t330\n")
    names = ["--snps", str(tmp_path / "c.txt"), "--pool", str(tmp_path / "pool.tsv")]
    return ["enrich", *names, "--annotation", str(tmp_path / "A.bed"), "--quiet"]


def test_the_table_and_what_a_reader_should_know(words, capsys):
    assert run([*words, "--loci", "none", "--match", "none", "--draws", "0", "--shifts", "0"]) == 0
    said, remarks = capsys.readouterr()
    lines = said.splitlines()
    assert lines[0] == "5 rows, 5 positions, 80.0% of them intronic or intergenic"
    assert "in the pool: 4 by name; 4 of them on chromosomes that count, the cases" in lines
    assert "  not there: 1 at no SNP of the pool" in lines
    assert "A\t4\t3 (75.0%)\t0.3\t10.00\t0.0004\t\t\t" in lines
    assert lines[-1].split("\t")[:4] == ["Gout", "A", "4", "3"]
    assert "chromosomes were joined by other names: 1 is chr1, 2 is chr2" in remarks


def test_json(words, capsys):
    assert run([*words, "--json", "--loci", "100b"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["catalogue"]["in_pool"] == 4
    assert found["catalogue"]["loci"] == 3
    assert found["annotations"][0]["cases"] == 3
    assert found["all_cases"][0]["cases"] == 4
    assert found["locus"] is None
    moved = found["annotations"][0]
    assert 0 < moved["p_shifted"] <= 1
    assert 0 < moved["p_shifted_loci"] <= 1
    assert found["how"]["shifts"] == 1000
    assert found["matrix"][0]["p_shifted"] is None  # three overlaps are needed for a color
    assert found["matrix"][0]["trait"] == "Gout"


def test_names_as_tables_have_them_and_a_folder_that_is_none(words, capsys, tmp_path):
    quick = ["--loci", "none", "--match", "none", "--draws", "0", "--shifts", "0", "--json"]
    assert run([*words, *quick]) == 0
    asked = json.loads(capsys.readouterr().out)["catalogue"]
    for form in ("Chr{}", "{}.0"):
        rows = (tmp_path / "c.txt").read_text().splitlines()
        cells = [row.split("\t") for row in rows[1:]]
        named = ["\t".join([cell[0], form.format(cell[1]), *cell[2:]]) for cell in cells]
        (tmp_path / "named.txt").write_text("\n".join([rows[0], *named]) + "\n")
        assert run([*words, *quick, "--snps", str(tmp_path / "named.txt")]) == 0
        assert json.loads(capsys.readouterr().out)["catalogue"] == asked
    assert run([*words, *quick, "--out", str(tmp_path / "c.txt")]) == 1
    assert "c.txt is no folder; name another" in capsys.readouterr().err


def test_without_a_pool_elements_are_moved_alone(words, capsys):
    at = words.index("--pool")
    alone = words[:at] + words[at + 2 :]
    assert run([*alone, "--loci", "none", "--json", "--shifts", "99"]) == 0
    said, remarks = capsys.readouterr()
    (found,) = json.loads(said)["annotations"]
    assert (found["cases"], found["observed"], found["p_exact"], found["p_sampled"]) == (5, 3, None, None)
    assert 0 < found["p_shifted"] < 1
    assert "without a pool there are no controls" in remarks
    assert run([*alone, "--match", "maf"]) == 2
    assert "--match needs --pool, the SNPs that controls are drawn from; give both" in capsys.readouterr().err


@pytest.mark.slow
def test_tables_and_figures(words, capsys, tmp_path):
    assert run([*words, "--loci", "none", "--draws", "19", "--out", str(tmp_path / "out")]) == 0
    names = {"annotations.tsv", "controls.tsv", "traits.tsv", "matrix.tsv"}
    names |= {f"{name}.{form}" for name in ("controls", "matrix") for form in ("png", "svg")}
    assert {each.name for each in (tmp_path / "out").iterdir()} == names
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == str(tmp_path / "out" / "matrix.svg")
    assert any(line.startswith("of 19 matched draws of the whole matrix") for line in said)


def test_an_error_names_the_option(words, capsys):
    assert run([*words, "--loci", "5 miles"]) == 2
    assert (
        "--loci '5 miles': expected a distance such as 500kb, none, or a file of SNPs"
        in capsys.readouterr().err
    )


@pytest.mark.slow
def test_help_is_light():
    script = (
        "import sys; from babelix.cli.main import run; run(['enrich', '--help']); "
        "print({'numba', 'scipy'} & {*sys.modules})"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "set()"


def test_a_locus(words, tmp_path, capsys):
    fast = ["--match", "none", "--draws", "0", "--shifts", "0"]
    assert run([*words, *fast, "--locus", "rs103", "--out", str(tmp_path / "out")]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("rs103 (Gout), chr1:301")
    assert lines[at + 1] == "  A: in an element"
    assert (tmp_path / "out" / "locus.png").stat().st_size > 1000
    assert run([*words, *fast, "--locus", "rs7"]) == 2
    assert "--locus rs7: " in capsys.readouterr().err
