import json


def test_the_curve_as_lines_json_and_a_figure(typed, tmp_path):
    code, said = typed("window", "--text", "story.txt", "--windows", "1,2", "--plot", "w.svg", "--quiet")
    lines = said.out.splitlines()
    assert (code, len(lines), lines[-1]) == (0, 5, "w.svg")
    assert [line.split()[0] for line in lines[2:4]] == ["1", "2"]
    assert (tmp_path / "w.svg").exists()
    code, said = typed(
        "window",
        "--text",
        "story.txt",
        "--windows",
        "1",
        "--nets",
        "nets",
        "--epochs",
        "1",
        "--json",
        "--quiet",
    )
    (found,) = json.loads(said.out)["windows"]
    assert (code, found["window"], found["net_perplexity"] > 1) == (0, 1, True)


def test_what_is_refused(typed):
    assert typed("window", "--text", "story.txt", "--windows", "11")[1].err == (
        "babelix: --windows 11: expected 1 to 10 words\n"
    )
    assert (
        "--windows 'a': expected whole numbers"
        in typed("window", "--text", "story.txt", "--windows", "a")[1].err
    )
