import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.genome.formats.measured import Measurement
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant
from babelix.workflows.dna.evaluation.results import Row
from babelix.workflows.dna.evaluation.table import RowTable, with_known

NAN = float("nan")


def made(number, fate="scored", values=None, barcodes=17.0):
    variant = Variant("chr1", number, "A", "C")
    measured = Measurement(number, "F9", "", Allele(number, str(variant), variant), -0.25, NAN, barcodes)
    return Row(measured, fate, variant, values or {}, "one:two" if values else "")


def test_a_line_a_row(tmp_path):
    table = RowTable(tmp_path / "t.tsv", {"model": "m"}, ("model", "motif"), resume=False)
    rows = [made(1, "few_barcodes", barcodes=NAN), made(2, values={"model": 0.1 + 0.2, "motif": -1e-12})]
    table.add(rows[1])
    table.finish(rows)
    assert (tmp_path / "t.tsv").read_text().splitlines() == [
        '# {"model": "m"}',
        "row\telement\trelease\tvariant\tkind\tbarcodes\teffect\tp_value\tfate\tmotif_name\tmodel\tmotif",
        "1\tF9\t.\tchr1:1:A:C\tsnv\t.\t-0.25\t.\tfew_barcodes\t.\t.\t.",
        "2\tF9\t.\tchr1:2:A:C\tsnv\t17\t-0.25\t.\tscored\tone:two\t0.3\t-1e-12",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["t.tsv"]


def test_what_is_there_is_known(tmp_path):
    values = {"model": 0.3, "motif": -1.5}
    first = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=False)
    first.add(made(2, values=values))
    assert first.leave() == tmp_path / "t.tsv.part"
    second = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=True)
    assert second.known[2].values == values
    row = with_known(made(2), second.known[2])
    assert (row.values, row.motif) == (values, "one:two")
    assert with_known(made(3), second.known.get(3)).values == {}
    second.finish([row])
    third = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=True)
    assert third.known == second.known
    third.finish([row])
    assert not third.replaces
    anew = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=False)
    assert (anew.replaces, anew.known) == (True, {})
    anew.leave()


def test_a_disk_without_room_for_the_head_keeps_nothing(tmp_path, monkeypatch):
    def full(self, text, **done):
        raise TaskError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("babelix.base.partial.Partial.add", full)
        with pytest.raises(TaskError, match="No space left"):
            RowTable(tmp_path / "t.tsv", {"model": "m"}, ("model",), resume=False)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_for_all_rows_keeps_those_scored(tmp_path, monkeypatch):
    """The file in its place is whole or not there."""

    def full(path, text):
        raise TaskError("No space left on device")

    values = {"model": 0.3, "motif": -1.5}
    table = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=False)
    table.add(made(2, values=values))
    with monkeypatch.context() as patch:
        patch.setattr("babelix.workflows.dna.evaluation.table.write_text", full)
        with pytest.raises(TaskError, match="No space left"):
            table.finish([made(1), made(2, values=values)])
    assert table.leave() == tmp_path / "t.tsv.part"
    assert not (tmp_path / "t.tsv").exists()
    again = RowTable(tmp_path / "t.tsv", {"model": "m"}, tuple(values), resume=True)
    assert list(again.known) == [2]
    again.finish([made(1), made(2, values=values)])
    assert [path.name for path in tmp_path.iterdir()] == ["t.tsv"]


def test_another_request_is_refused(tmp_path):
    for text in (b"something\n", b"5\n", b"\xff\n"):
        (tmp_path / "t.tsv").write_bytes(text)
        with pytest.raises(
            RequestError, match=r"t.tsv is of another request, model differ; ask for the same"
        ):
            RowTable(tmp_path / "t.tsv", {"model": "m"}, ("model",), resume=True)
    begun = RowTable(tmp_path / "t.tsv", {"model": "m"}, ("model",), resume=False)
    assert not begun.replaces
    begun.leave()
    with pytest.raises(RequestError, match=r'model was "m" and is "n"'):
        RowTable(tmp_path / "t.tsv", {"model": "n"}, ("model",), resume=True)


def test_a_damaged_line_is_told(tmp_path):
    (tmp_path / "t.tsv").write_text('# {"model": "m"}\nrow\telement\n1\tF9\n')
    with pytest.raises(RequestError, match=r"t.tsv, line 3: no row of an evaluation; delete the file"):
        RowTable(tmp_path / "t.tsv", {"model": "m"}, ("model",), resume=True)
