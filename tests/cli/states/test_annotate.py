import json
import re

import pytest

from babelix.cli.main import run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "x_2_segments.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "emissions_2.txt").write_text("State\tH3K4me3\tH3K36me3\n1\t0.9\t0.0\n2\t0.0\t0.5\n")
    (tmp_path / "transitions_2.txt").write_text("State\t1\t2\n1\t0.9\t0.1\n2\t0.2\t0.8\n")
    marks = tmp_path / "annotation"
    marks.mkdir()
    (marks / "RefSeqTSS.hg0.bed").write_text("chr1\t100\t101\n")
    (marks / "genes.bed").write_text("chr1\t100\t900\n")
    (marks / "anchors.RefSeqTSS.hg0.txt").write_text("chr1\t100\t+\n")
    (marks / "readme.txt").write_text("not an anchor")
    return tmp_path


def command(folder, *more):
    places = [
        "--segments",
        folder / "x_2_segments.bed",
        "--annotation",
        folder / "annotation",
        "--out",
        folder / "out",
    ]
    return run(["states", "annotate", *map(str, places), *more])


@pytest.mark.slow
def test_tables_figures_and_an_offline_report(folder, capsys):
    assert command(folder) == 0
    said = capsys.readouterr().out
    assert "E1\tTSS\t(proposed)" not in said  # one anchor in 600 bases is 1.7-fold
    assert "E2\tT\t(proposed) marks of transcription" in said
    written = {path.name for path in (folder / "out").iterdir()}
    assert {
        "x_2_overlap.txt",
        "x_2_RefSeqTSS_neighborhood.txt",
        "x_2_labels.tsv",
        "x_2_report.html",
    } <= written
    assert {"x_2_emissions.png", "x_2_transitions.svg", "x_2_RefSeqTSS_neighborhood_curves.png"} <= written
    page = (folder / "out" / "x_2_report.html").read_text()
    assert "proposed class" in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert page.count("data:image/png;base64,") == 5
    dense = (folder / "out" / "x_2_classes_dense.bed").read_text().splitlines()
    assert dense[2] == "chr1\t600\t1000\tT_E2\t0\t.\t600\t1000\t0,176,80"


def test_json_without_figures(folder, capsys):
    assert command(folder, "--json", "--no-figures") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["states"] == ["E1", "E2"]
    assert said["genome_percent"] == {"E1": 60.0, "E2": 40.0}
    assert said["proposed"]["E2"]["class"] == "T"
    assert not list((folder / "out").glob("*.png"))


def test_a_table_of_another_model_is_refused(folder, capsys):
    (folder / "emissions_2.txt").write_text("State\tm\n1\t0.9\n3\t0.1\n")
    assert command(folder) == 2
    assert "has no row for state 'E2'" in capsys.readouterr().err


@pytest.mark.usefixtures("unpainted")
def test_a_state_that_occurs_nowhere(folder, capsys):
    """The tables are those of the model in the file's name, not of one with as many states as are left."""
    segments = folder / "x_3_segments.bed"
    segments.write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE3\n")
    (folder / "emissions_3.txt").write_text("State\tH3K4me3\tCTCF\n1\t0.1\t0.1\n2\t0.9\t0.0\n3\t0.0\t0.8\n")
    rows = "1\t0.7\t0.2\t0.1\n2\t0.2\t0.7\t0.1\n3\t0.1\t0.2\t0.7\n"
    (folder / "transitions_3.txt").write_text(f"State\t1\t2\t3\n{rows}")
    places = ["--segments", segments, "--annotation", folder / "annotation", "--out", folder / "out"]
    assert run(["states", "annotate", *map(str, places)]) == 0
    assert "E3\tCTCF\t(proposed) CTCF is the strongest mark (CTCF 0.80)" in capsys.readouterr().out
    assert (folder / "out" / "x_3_transitions.png").exists()


def test_named_states_take_no_table_of_numbered_ones(folder, capsys):
    segments = folder / "combined_segments.bed"
    segments.write_text("chr1\t0\t600\tTSS\nchr1\t600\t1000\tR\n")
    places = ["--segments", segments, "--annotation", folder / "annotation", "--out", folder / "out"]
    assert run(["states", "annotate", *map(str, places), "--no-figures"]) == 0
    told = capsys.readouterr()
    assert "TSS\t" in told.out
    assert "classes are proposed from overlaps alone; name one with --emissions" in told.err


def test_folders_and_hidden_files_are_no_features(folder):
    (folder / "annotation" / "old.bed").mkdir()
    (folder / "annotation" / "._genes.bed").write_bytes(b"\x00\x05")
    assert command(folder, "--no-figures") == 0
    head = (folder / "out" / "x_2_overlap.txt").read_text().splitlines()[0]
    assert head.split("\t")[2:] == ["RefSeqTSS.hg0.bed", "genes.bed"]


@pytest.mark.parametrize("option", ["--bin", "--spacing"])
def test_lengths_that_are_none(folder, capsys, option):
    assert command(folder, option, "0") == 2
    assert f"{option} 0: expected at least 1 base" in capsys.readouterr().err


@pytest.mark.usefixtures("unpainted")
def test_a_feature_without_bases(folder):
    (folder / "annotation" / "nothing.bed").write_text("")
    assert command(folder) == 0
    rows = [line.split("\t") for line in (folder / "out" / "x_2_overlap.txt").read_text().splitlines()]
    assert [row[rows[0].index("nothing.bed")] for row in rows[1:3]] == ["NaN", "NaN"]
    assert (folder / "out" / "x_2_overlap.png").exists()


@pytest.mark.usefixtures("unpainted")
def test_anchors_without_a_strand(folder, capsys):
    anchors = folder / "annotation" / "anchors.RefSeqTSS.hg0.txt"
    anchors.write_text("chr1\t100\t101\nchr1\t700\t701\n")
    assert command(folder) == 2
    told = capsys.readouterr()
    assert "line 1: no strand" in told.err
    assert "ask for --unstranded" in told.err
    assert not (folder / "out").exists()
    assert command(folder, "--unstranded", "--json") == 0
    told = capsys.readouterr()
    caveat = "2 of 2 anchors have no strand and count as if on the + strand"
    assert f"RefSeqTSS: {caveat}" in told.err
    said = json.loads(told.out)["anchors"]["RefSeqTSS"]
    assert (said["anchors"], said["unstranded"]) == (2, 2)
    assert f"{caveat}" in (folder / "out" / "x_2_report.html").read_text()


@pytest.mark.slow
@pytest.mark.usefixtures("unpainted")
def test_an_edited_table_is_kept_and_redraws_report_and_track(folder, capsys):
    table, report = folder / "out" / "x_2_labels.tsv", folder / "out" / "x_2_report.html"
    assert command(folder) == 0
    assert "kept" not in capsys.readouterr().err
    table.write_text(table.read_text().replace("E2\tT\t", "E2\tWE\t"))
    edited = table.read_bytes()
    assert command(folder) == 0
    said = capsys.readouterr()
    assert (
        f"kept {table}, which was edited: the report and the browser track show the new proposals" in said.err
    )
    assert (
        f"with --labels {table} draws them in its classes; remove it to have a new proposal there" in said.err
    )
    assert "E2\tT\t(proposed) marks of transcription" in said.out
    assert "was edited: its classes are <strong>not</strong> the ones shown here" in report.read_text()
    assert command(folder, "--labels", str(table)) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "E2\tWE\tgiven in x_2_labels.tsv; the rules propose T: marks of transcription" in said.out
    assert "WE_E2" in (folder / "out" / "x_2_classes_dense.bed").read_text()
    assert "rgb(255, 252, 4)" in report.read_text()
    assert table.read_bytes() == edited


def test_another_table_than_the_edited_one_is_drawn_and_told(folder, capsys):
    table, mine = folder / "out" / "x_2_labels.tsv", folder / "mine.tsv"
    assert command(folder, "--no-figures") == 0
    table.write_text("E1\tR\nE2\tE\n")
    mine.write_text("E1\tPF\nE2\tE\n")
    capsys.readouterr()
    assert command(folder, "--no-figures", "--json", "--labels", str(mine)) == 0
    said = capsys.readouterr()
    assert f"kept {table}, which was edited: it is not {mine}, whose classes are drawn" in said.err
    found = json.loads(said.out)
    assert found["classes"] == {"E1": "PF", "E2": "E"}
    assert (found["labels"], found["kept"]) == (str(mine), str(table))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("E1\tR\n", "no line for E2"),
        ("E1\tR\nE1\tR\nE2\tR\n", "the state 'E1' stands there twice"),
        ("E1\tR\nE2\tR\nE3\tR\n", "the segmentation has no E3"),
        ("E1\tR\nE2\tquiet\n", "E2 has the class 'quiet'"),
    ],
)
def test_tables_that_do_not_fit_are_refused(folder, capsys, rows, said):
    (folder / "mine.tsv").write_text(rows)
    assert command(folder, "--labels", str(folder / "mine.tsv")) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_positions_around_anchors_are_a_bin_apart(samples, tmp_path, capsys):
    case = samples / "bin1000_neighbourhood"
    segments, table = case / "m" / "A_2_segments.bed", tmp_path / "out" / "A_2_t_neighborhood.txt"
    places = ["--annotation", case / "ann", "--out", tmp_path / "out", "--no-figures", "--json"]
    command = ["states", "annotate", *map(str, places), "--segments"]
    expected = (case / "expected_neighborhood.txt").read_text()
    assert run([*command, str(segments)]) == 0
    told = capsys.readouterr()
    assert (table.read_text(), told.err) == (expected, "")
    assert json.loads(told.out)["bin_size"] == 1000
    (tmp_path / "A_2_segments.bed").write_text(segments.read_text())
    assert run([*command, str(tmp_path / "A_2_segments.bed")]) == 0
    assert table.read_text() == expected
    assert capsys.readouterr().err.startswith(
        "bins of 1,000 bases, going by the borders of the segments: no model's"
    )
    assert run([*command, str(segments), "--spacing", "500"]) == 0
    assert json.loads(capsys.readouterr().out)["anchors"]["t"]["offsets"][-2:] == [4500, 5000]
    assert run([*command, str(segments), "--bin", "3000"]) == 2
    assert (
        "a segment begins at chr1:4000 (0-based), inside a bin of 3000 bases; give the --bin the segments"
        in (capsys.readouterr().err)
    )


@pytest.mark.usefixtures("unpainted")
def test_labelled_states_stand_in_the_order_of_their_numbers(folder, capsys):
    segments = folder / "roadmap.bed"
    names = ["18_Quies", "2_TssFlnk", "10_TssBiv", "1_TssA"]
    segments.write_text(
        "".join(f"chr1\t{200 * place}\t{200 * place + 200}\t{name}\n" for place, name in enumerate(names))
    )
    places = ["--segments", segments, "--annotation", folder / "annotation", "--out", folder / "out"]
    assert run(["states", "annotate", *map(str, places)]) == 0
    ordered = ["1_TssA", "2_TssFlnk", "10_TssBiv", "18_Quies"]
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()[:4]] == ordered
    for name in ("overlap", "RefSeqTSS_neighborhood", "labels"):
        path = next((folder / "out").glob(f"roadmap_{name}.*[vt]"))
        assert [line.split("\t")[0] for line in path.read_text().splitlines()[1:5]] == ordered
    page = (folder / "out" / "roadmap_report.html").read_text()
    assert re.findall(r"<tr><td>(\d+_\w+)</td>", page) == ordered
