import json


def test_steps_as_lines_json_and_a_figure(typed, tmp_path):
    code, said = typed("steps", "a cat, a dog", "--width", "2", "--plot", "f.svg")
    lines = said.out.splitlines()
    assert (code, lines[0], lines[-1]) == (0, "5 words, a vocabulary of 6", "f.svg")
    assert lines[1].split()[:3] == ["a", "2", "001000"]
    assert lines[4].split()[:3] == ["a", "2", "001000"]
    assert "--model NAME" in lines[-2]
    assert (tmp_path / "f.svg").exists()
    code, said = typed("steps", "a cat", "--json")
    found = json.loads(said.out)
    assert [each["number"] for each in found["words"]] == [2, 3]
    assert (found["vocabulary"], found["model"], len(found["words"][0]["embedding"])) == (4, None, 8)


def test_what_a_figure_leaves_out_is_said_and_one_word_is_one(typed, tmp_path):
    code, said = typed("steps", " ".join(f"w{n}" for n in range(27)), "--plot", "f.svg")
    assert (code, said.err) == (0, "babelix: f.svg shows the first 24 of 27 words\n")
    assert typed("steps", "cat")[1].out.startswith("1 word, a vocabulary of 3\n")


def test_what_is_refused(typed):
    told = (
        "babelix: '' holds no word, so there is nothing to show; expected a text (completing answers without "
    )
    assert typed("steps", "")[1].err == f"{told}a word: how a sentence begins)\n"
    assert "no model or run folder 'nn'" in typed("steps", "a", "--model", "nn")[1].err
    code, said = typed("steps", "a", "--plot", "x.pdf")
    assert (code, said.err) == (2, "babelix: --plot x.pdf: expected a file that ends in .png or .svg\n")
