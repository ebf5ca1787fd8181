import copy
import gc
import pickle
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.training.machine import computing
from babelix.transformer.compiled.weights import ready
from babelix.workflows.translation.engines.held import Held
from babelix.workflows.translation.run import load_run


def test_what_is_known_of_a_run_without_its_network_is_what_the_network_says(tiny_run: Path) -> None:
    held = load_run(tiny_run).held
    known = (held.is_transformer, held.vocabulary, held.max_length, held.can_run)
    before, version = ready(held.named()), held.version
    assert held._network is None
    assert held.network.E.num_embeddings == 300
    assert held.network is held.network
    assert (
        (held.is_transformer, held.vocabulary, held.max_length, held.can_run)
        == known
        == (True, 300, None, True)
    )
    assert held.version != version
    assert ready(held.named()).weights.tobytes() == before.weights.tobytes()


def test_a_network_that_its_owner_changes_or_looks_into_is_followed(tiny_run: Path) -> None:
    held = load_run(tiny_run).held
    version = held.version if held.network is not None else None
    with torch.no_grad():
        held.network.E.weight.mul_(0.5)
    assert held.version != version
    handle: Any = held.network.register_forward_hook(lambda *_: None)
    assert not held.can_run
    handle.remove()
    assert held.can_run


def test_what_was_read_is_let_go_once_there_is_a_network(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    read = weakref.ref(run.held.named().weights["E.weight"])
    assert read() is not None
    assert run.model is run.held.network
    gc.collect()
    assert read() is None


def test_of_learned_positions_there_are_so_many() -> None:
    from babelix.transformer import Transformer

    numbers: dict[str, Any] = {
        "d_model": 14,
        "d_ff": 23,
        "heads": 2,
        "encoder_layers": 1,
        "decoder_layers": 1,
    }
    held = Held.of(Transformer(31, **numbers, dropout=0.0, max_length=11))
    assert held.max_length == 11
    assert Held(lambda: held.network, held.named()).max_length == 11
    assert Held.of(held) is held


def test_a_recurrent_network_is_none_for_the_program() -> None:
    held = Held.of(EncoderDecoder(31, d_model=7, hidden=5, dropout=0.0, attention=True))
    assert (held.is_transformer, held.can_run, held.vocabulary, held.max_length) == (False, False, 31, None)


def test_a_network_is_made_on_the_threads_asked_for(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, asked = torch.get_num_threads(), list[int]()
    run = load_run(tiny_run)
    kept = run.held._make
    assert kept is not None
    monkeypatch.setattr(run.held, "_make", lambda: asked.append(torch.get_num_threads()) or kept())
    with computing(threads=before + 2, later=True):
        assert run.model is run.held.network
    assert asked == [before + 2]
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda held: pickle.loads(pickle.dumps(held))])
def test_it_is_copied_and_sent_to_other_processes(tiny_run: Path, copied: Callable[[Held], Held]) -> None:
    held = load_run(tiny_run).held
    before, other = ready(held.named()).weights.tobytes(), copied(held)
    assert ready(other.named()).weights.tobytes() == before
    assert other._network is None
    assert other.network is other.network is not held.network
    assert ready(copied(other).named()).weights.tobytes() == before
    with torch.no_grad():
        other.network.E.weight.mul_(0.5)
    assert ready(held.named()).weights.tobytes() == before


def test_who_asks_as_the_network_comes_sees_what_was_read_or_the_network(tiny_run: Path) -> None:
    """One thread has looked whether there is a network, and another makes it, before the first goes on."""

    class Late(Held):
        @property
        def _network(self) -> Any:
            seen, late = self.__dict__.get("seen"), self.__dict__.pop("late", False)
            if late:
                _ = self.network
            return seen

        @_network.setter
        def _network(self, network: Any) -> None:
            self.__dict__["seen"] = network

    for asked in ("vocabulary", "max_length", "named"):
        made = load_run(tiny_run).held
        held = Late(made._make or pytest.fail, made.named())
        held.__dict__["late"] = True
        found = getattr(held, asked)
        assert (found().vocabulary if asked == "named" else found) == (None if asked == "max_length" else 300)
        assert held.__dict__["seen"] is not None
