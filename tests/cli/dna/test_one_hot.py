import json

from babelix.cli.main import run


def type_line(line, capsys):
    return run(["one-hot", *line.split()]), capsys.readouterr()


def test_a_table_json_and_a_figure(capsys, tmp_path):
    code, said = type_line("acN", capsys)
    assert code == 0
    assert said.out.splitlines() == [
        "position\tbase\tA\tC\tG\tT",
        "1\tA\t1\t0\t0\t0",
        "2\tC\t0\t1\t0\t0",
        "3\tN\t0\t0\t0\t0",
    ]
    code, said = type_line("GT --json", capsys)
    assert json.loads(said.out)["rows"] == [[0, 0, 1, 0], [0, 0, 0, 1]]


def test_what_is_refused(capsys, tmp_path):
    code, said = type_line("ACGU", capsys)
    assert (code, said.err) == (2, "babelix: expected bases A C G T N, got 'U' among them\n")
    code, said = type_line("ACG --plot x.pdf", capsys)
    assert (code, said.err) == (2, "babelix: --plot x.pdf: expected a file that ends in .png or .svg\n")
    code, said = type_line("ACG --region c:1-2", capsys)
    assert (code, said.err) == (
        2, "babelix: expected bases, or a --genome and a --region of it, and not both\n"
    )  # fmt: skip
