from babelix.training import machine
from babelix.workflows.runs.computing import computing


def test_commands_reach_what_training_offers():
    assert computing is machine.computing
