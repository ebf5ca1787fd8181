import json

from babelix.cli.main import run


def test_next_words_as_lines_and_json(capsys):
    assert run(["complete", "I am a zyx", "--top", "2"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert said.err == "babelix: en-words does not know zyx: read as an unknown word\n"
    assert run(["complete", "I am a", "--json", "--top", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["text"], found["model"], len(found["next"])) == ("I am a", "en-words", 3)
    assert list(found["next"][0]) == ["word", "probability"]


def test_no_word_asks_how_a_sentence_begins(capsys):
    assert run(["complete", "", "--top", "3", "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == "babelix: no word was given: how a sentence begins\n"
    words = {each["word"] for each in json.loads(said.out)["next"]}
    assert words <= {"I", "The", "He", "She", "You", "It", "Tom", "We", "This"}
    assert run(["complete", " \t", "--top", "3"]) == 0
    assert {line.split()[1] for line in capsys.readouterr().out.splitlines()} == words


def test_what_is_refused(capsys):
    assert run(["complete", "a", "--model", "en-fr"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("babelix: --model en-fr is a run of the task 'translation'")
    assert run(["complete", "a", "--model", "en-word"]) == 2
    assert "did you mean 'en-words'?" in capsys.readouterr().err
