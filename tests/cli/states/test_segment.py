import json

from babelix.cli.main import run


def test_segment_prints_what_it_did(two_cells, tmp_path, capsys):
    command = [
        "states",
        "segment",
        "--model",
        str(two_cells / "incremental" / "model_5.txt"),
        "--marks",
        str(two_cells / "marks"),
    ]
    assert run([*command, "--sizes", str(two_cells / "chrom.sizes"), "--out", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["states"], found["cells"], found["bin_size"]) == (5, ["one", "two"], 200)
    assert run([*command, "--decoder", "viterbi", "--out", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("5 states  9,706 bins of 200 bp")


def test_a_decoder_there_is_not(two_cells, tmp_path, capsys):
    command = ["states", "segment", "--model", str(two_cells / "incremental" / "model_5.txt")]
    command += ["--marks", str(two_cells / "marks"), "--out", str(tmp_path), "--decoder", "best"]
    assert run(command) == 2
    assert capsys.readouterr().err == "babelix: --decoder 'best': expected posterior or viterbi\n"
