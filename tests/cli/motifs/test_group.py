from babelix.cli.main import run


def test_the_group_lists_its_commands(capsys):
    assert run(["motifs", "--help"]) == 0
    said = capsys.readouterr().out
    assert "match" in said
    assert "train" in said
