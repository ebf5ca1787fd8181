import json

from babelix.cli.main import run


def test_numbers_and_tables(tmp_path, capsys):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t500\tE1\nchr1\t500\t1000\tE2\n")
    words = ["states", "compare", "--first", str(tmp_path / "a.bed"), "--second", str(tmp_path / "b.bed")]
    assert run([*words, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "90.00% of 1,000 bases agree" in said
    assert "E2=E2\tJaccard 0.8000" in said
    assert (
        tmp_path / "out" / "confusion.tsv"
    ).read_text() == "first\\second\tE1\tE2\nE1\t500\t100\nE2\t0\t400\n"
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agreement"] == 0.9


def test_labelled_states_stand_in_the_order_of_their_numbers(tmp_path, capsys):
    names = ["18_Quies", "2_TssFlnk", "10_TssBiv", "1_TssA"]
    for file in ("a.bed", "b.bed"):
        rows = [
            f"chr1\t{200 * place}\t{200 * place + 200}\t{name}\n" for place, name in enumerate(sorted(names))
        ]
        (tmp_path / file).write_text("".join(rows))
    words = ["states", "compare", "--first", str(tmp_path / "a.bed"), "--second", str(tmp_path / "b.bed")]
    assert run([*words, "--out", str(tmp_path / "out")]) == 0
    ordered = ["1_TssA", "2_TssFlnk", "10_TssBiv", "18_Quies"]
    table = (tmp_path / "out" / "confusion.tsv").read_text().splitlines()
    assert table[0].split("\t")[1:] == ordered
    assert [row.split("\t")[0] for row in table[1:]] == ordered
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines() if "Jaccard" in line] == [
        f"{name}={name}" for name in ordered
    ]
