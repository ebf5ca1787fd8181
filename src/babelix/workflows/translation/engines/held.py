"""A network as engines know it: what is known of it without torch, and itself from when it is first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from babelix.base.memory import free_memory
from babelix.training.machine import on_processor, settle
from babelix.transformer.compiled.named import Named
from babelix.transformer.words import Numbers

if TYPE_CHECKING:
    import torch

    from babelix.transformer.compiled.live import Live
    from babelix.workflows.translation.network import Network


class Held:
    """A network that is made when it is first asked for: a plain search by the compiled program never asks.

    To the program it is the source of weights: `named` while there is no network, and then what the network holds,
    which its owner may change. It is pickled and copied as a network is, where `make` can be pickled.

    `_named` goes once `_network` has come: who may ask on another thread reads it first.
    """

    def __init__(self, make: Callable[[], "Network"], named: Named) -> None:
        self._make: Callable[[], Network] | None = make
        self._named = named
        self._network: Network | None = None
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Return all but the lock, which stays with its process and its copy."""
        with self._lock:
            return {name: value for name, value in self.__dict__.items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take a state, with a lock of its own."""
        self.__dict__.update(state, _lock=Lock())

    @classmethod
    def of(cls, network: "Network | Held") -> "Held":
        """Return a network that is made already; one that is held is returned as it is."""
        if isinstance(network, Held):
            return network
        found = cls(lambda: network, Named(0, {}))
        found._network, found._make = network, None
        return found

    @property
    def network(self) -> "Network":
        """The network."""
        with self._lock:
            if self._network is None:
                settle()
                assert self._make is not None
                # What was read from the file goes with what would make the network of it.
                self._network, self._named, self._make = self._make(), Named(0, {}), None
            return self._network

    @property
    def is_transformer(self) -> bool:
        """Tell whether the network is a Transformer."""
        return self._network is None or self._live is not None

    @property
    def vocabulary(self) -> int:
        """The number of tokens."""
        named, network = self._named, self._network
        return named.vocabulary if network is None else network.E.num_embeddings

    @property
    def max_length(self) -> int | None:
        """The positions it has learned; None where it goes as far as one likes."""
        named, network = self._named, self._network
        if network is not None:
            return network.max_length
        return None if named.learned is None else int(named.learned.shape[0])

    @property
    def numbers(self) -> Numbers | None:
        """What numbers the words whose vectors it reads; None where it reads none."""
        named, made = self._named, self._network
        words = None if made is None else getattr(made, "words", None)
        return named.numbers if made is None else words and words.numbers

    def free_memory(self) -> int | None:
        """Return the bytes that can still be had where the network is, or would be; None where nothing says."""
        if self._network is None:
            return free_memory()
        from babelix.training.device import free_on

        return free_on(self._network.E.weight.device)

    @property
    def can_run(self) -> bool:
        """Tell whether the compiled program does what the network would do."""
        return self._network is None or (self._live is not None and self._live.can_run)

    @property
    def version(self) -> object:
        """What is another one where the weights have changed."""
        return "as in the file" if self._live is None else self._live.version

    def named(self) -> Named:
        """Return the weights as they are now. Of a Transformer."""
        named, live = self._named, self._live
        return named if live is None else live.named()

    @property
    def _live(self) -> "Live | None":
        if self._network is None:
            return None
        from babelix.transformer.compiled.live import Live
        from babelix.transformer.model import Transformer

        return Live(self._network) if isinstance(self._network, Transformer) else None


def computing_in(held: Held, precision: str) -> "torch.dtype | None":
    """Put a network where it computes, in a precision, and return the type of its products; None as it was read.

    Raises `RequestError` as `compute_in`.
    """
    if precision == "float32" and on_processor():
        return None  # as it is made, should anything ask for it
    from babelix.training.device import best_device
    from babelix.workflows.translation.engines.precision import compute_in

    return compute_in(held.network.to(best_device()), precision)
