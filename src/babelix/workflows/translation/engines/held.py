"""A network as engines know it: what is known of it without torch, and itself from when it is first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from babelix.base.memory import free_memory
from babelix.training.machine import on_processor, settle
from babelix.transformer.compiled.named import Named

if TYPE_CHECKING:
    import torch

    from babelix.transformer.compiled.live import Live
    from babelix.workflows.translation.network import Network


class Held:
    """A network that is made when it is first asked for: a plain search by the compiled program never asks.

    To the program it is the source of weights: `named` while there is no network, and then what the network holds,
    which its owner may change.
    """

    def __init__(self, make: Callable[[], "Network"], named: Named) -> None:
        self._make, self._named = make, named
        self._network: Network | None = None
        self._lock = Lock()

    @classmethod
    def of(cls, network: "Network | Held") -> "Held":
        """Return a network that is made already; one that is held is returned as it is."""
        if isinstance(network, Held):
            return network
        found = cls(lambda: network, Named(0, {}))
        found._network = network
        return found

    @property
    def network(self) -> "Network":
        """The network."""
        with self._lock:
            if self._network is None:
                settle()
                network = self._make()
                # What was read from the file goes with what would make the network of it.
                self._network, self._named, self._make = network, Named(0, {}), lambda: network
            return self._network

    @property
    def is_transformer(self) -> bool:
        """Tell whether the network is a Transformer."""
        return self._network is None or self._live is not None

    @property
    def vocabulary(self) -> int:
        """The number of tokens."""
        return self._named.vocabulary if self._network is None else self._network.E.num_embeddings

    @property
    def max_length(self) -> int | None:
        """The positions it has learned; None where it goes as far as one likes."""
        if self._network is not None:
            return self._network.max_length
        return None if self._named.learned is None else int(self._named.learned.shape[0])

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
        return self._named if self._live is None else self._live.named()

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
