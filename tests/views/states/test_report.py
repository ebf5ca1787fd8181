import base64
import re

import pytest

from babelix.views.states.report import write_report
from babelix.workflows.states.annotate import AnnotatedStates, annotate


@pytest.fixture
def found(tmp_path) -> AnnotatedStates:
    chroms = [f"chr{number}" for number in range(1, 9)]
    (tmp_path / "x&y_2_segments.bed").write_text(
        "".join(f"{chrom}\t0\t600\tE1\n{chrom}\t600\t1000\tE2\n" for chrom in chroms)
    )
    (tmp_path / "emissions_2.txt").write_text("State\tH3K36me3\n1\t0.9\n2\t0.0\n")
    (tmp_path / "transitions_2.txt").write_text("State\t1\t2\n1\t0.9\t0.1\n2\t0.2\t0.8\n")
    (tmp_path / "annotation").mkdir()
    (tmp_path / "annotation" / "genes.bed").write_text("chr1\t100\t900\n")
    (tmp_path / "annotation" / "anchors.TSS.txt").write_text("chr1\t650\t+\n")
    return annotate(tmp_path / "x&y_2_segments.bed", tmp_path / "annotation", tmp_path / "out")


@pytest.mark.slow
def test_every_figure_lies_beside_the_page_and_in_it(found, tmp_path):
    files = write_report(found, tmp_path / "out")
    stems = ["emissions", "transitions", "overlap", "TSS_neighborhood", "TSS_neighborhood_curves"]
    assert [path.name for path in files] == [
        *(f"x&y_2_{stem}.{form}" for stem in stems for form in ("png", "svg")),
        "x&y_2_report.html",
    ]
    page = files[-1].read_text()
    pictures = [base64.b64decode(found) for found in re.findall(r'src="data:image/png;base64,([^"]+)"', page)]
    assert pictures == [path.read_bytes() for path in files[:-1:2]]
    assert not re.search(r'(src|href)="(?!data:)', page)  # nothing is fetched


@pytest.mark.usefixtures("unpainted")
def test_the_page_in_words(found, tmp_path):
    page = write_report(found, tmp_path / "out")[-1].read_text()
    assert "<title>Chromatin states: x&amp;y_2</title>" in page
    assert "x&amp;y_2_labels.tsv" in page
    summary = (
        "2 states, 16 segments, 8,000 bases on 8 chromosomes (chr1, chr2, chr3, chr4, chr5, chr6, ...), "
    )
    assert f"{summary}in bins of 200." in page
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings[-4:] == ["Emissions", "Transitions", "Overlap with annotations", "Around TSS"]
    row = re.search(r"<tr><td>E1</td>.*?</tr>", page).group()
    assert "rgb(0, 176, 80)" in row
    assert "marks of transcription (H3K36me3 0.90" in row
    assert re.findall(r'<td class="number">(.*?)</td>', row) == ["8", "4,800", "60.00"]
    assert "T: predicted transcribed region" in page
    assert "CTCF: CTCF-enriched element" not in page  # no state of this class


@pytest.mark.usefixtures("unpainted")
def test_without_a_models_tables_there_are_no_figures_of_them(found, tmp_path):
    for name in ("emissions_2.txt", "transitions_2.txt"):
        (tmp_path / name).unlink()
    bare = annotate(tmp_path / "x&y_2_segments.bed", tmp_path / "annotation", tmp_path / "bare")
    names = {path.name for path in write_report(bare, tmp_path / "bare")}
    assert "x&y_2_overlap.png" in names
    assert not any("emissions" in name or "transitions" in name for name in names)


@pytest.mark.usefixtures("unpainted")
def test_anchors_without_strand_are_told_of_beside_their_figure(found, tmp_path):
    (tmp_path / "annotation" / "anchors.TSS.txt").write_text("chr1\t650\t.\nchr2\t650\t+\n")
    found = annotate(
        tmp_path / "x&y_2_segments.bed", tmp_path / "annotation", tmp_path / "out", unstranded=True
    )
    page = write_report(found, tmp_path / "out")[-1].read_text()
    assert (
        "downstream is to the right. 2 anchors lie on segmented chromosomes. "
        "1 of 2 anchors have no strand and count as if on the + strand.</p>"
    ) in page


@pytest.mark.usefixtures("unpainted")
def test_classes_of_a_table_are_told_as_its(found, tmp_path):
    (tmp_path / "a&b.tsv").write_text("E1\tWE\nE2\tR\n")
    given = annotate(
        tmp_path / "x&y_2_segments.bed",
        tmp_path / "annotation",
        tmp_path / "out",
        labels=tmp_path / "a&b.tsv",
    )
    page = write_report(given, tmp_path / "out")[-1].read_text()
    assert "The classes are those of the table <code>a&amp;b.tsv</code>" in page
    assert "proposed class" not in page
    row = re.search(r"<tr><td>E1</td>.*?</tr>", page).group()
    assert "rgb(255, 252, 4)" in row
    assert "given in a&amp;b.tsv; the rules propose T: marks of transcription" in row
    assert "WE: predicted weak enhancer" in page
