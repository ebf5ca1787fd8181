import json

import pytest

SMALL = ("--width", "4", "--hidden", "5", "--batch", "2", "--length", "7", "--threads", "1", "--quiet")


def test_n_grams_and_a_net(typed):
    code, said = typed(
        "train", "--text", "story.txt", "--kind", "n-gram", "--order", "3", "--run", "n", "--quiet"
    )
    assert code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == ["n:", "held", "test"]
    code, said = typed("train", "--text", "story.txt", "--kind", "rnn", "--run", "r", "--json", *SMALL)
    found = json.loads(said.out)
    assert (code, found["kind"], found["run"]) == (0, "rnn", "r")
    assert found["test_perplexity"] > 1
    code, said = typed(
        "train", "--text", "story.txt", "--kind", "rnn", "--run", "r", "--resume", "--epochs", "2", *SMALL
    )
    assert (code, "--run" in said.err) == (2, True)
    assert "was begun with another training.epochs (2, before 1)" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--text", "three.txt"),
            "three.txt: too few words, 3 words in 1 sentence; expected 20 sentences or more",
        ),
        (("--text", "story.txt", "--vocabulary", "99"), "--vocabulary 99: the text has 18 different words"),
        (("--text", "story.txt", "--vocabulary", "0"), "the options: setting 'data.vocabulary'"),
        (("--text", "story.txt", "--batch", "9999"), "--batch 9,999: a text of "),
        (("--text", "absent.txt"), "'absent.txt': expected a file of text, or one of ptb-words"),
        (("--text", "story.txt", "--kind", "lsmt"), "the options: setting 'model.kind'"),
        (("--text", "story.txt", "--resume"), "r holds no run to resume"),
    ],
)
def test_what_is_refused(typed, tmp_path, words, sentence):
    code, said = typed("train", "--run", "r", *words)
    assert code == 2
    assert said.err.startswith(f"babelix: {sentence}")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "r").exists()
