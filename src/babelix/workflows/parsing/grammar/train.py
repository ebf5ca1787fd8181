"""Read a grammar off the trees of a recipe."""

from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.trees.grammar.binarise import Markov
from babelix.trees.grammar.files import save_grammar
from babelix.trees.grammar.pcfg import Grammar
from babelix.workflows.parsing.grammar.parser import FILE
from babelix.workflows.parsing.grammar.settings import GrammarSettings
from babelix.workflows.parsing.treebank import load_treebank
from babelix.workflows.runs.folder import begin, held, undone_on_failure, write_provenance
from babelix.workflows.runs.tasks import Trained


@dataclass(frozen=True)
class ReadGrammar(Trained):
    """The grammar of so many trees: its symbols and rules."""

    train_trees: int
    symbols: int
    rules: int

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        return f"{self.run}: {self.rules:,} rules over {self.symbols:,} symbols, of {several(self.train_trees, 'tree')}"


@checked
def train(
    settings: GrammarSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> ReadGrammar:
    """Read the grammar and leave it in the folder `run`; relative files are sought in `beside`.

    Raises `RequestError` on trees that will not do and on a folder in use. Nothing is resumed: it takes seconds.
    """
    if resume:
        raise RequestError("a grammar is read in one go; leave `resume` out", setting="resume")
    bank = load_treebank(settings.data, beside, listener)
    begin(run, settings, resume=False)
    with undone_on_failure(run, resume=False), held(run):
        trees = [*bank.train, *bank.silver]
        grammar = Grammar.of(trees, Markov(settings.grammar.vertical, settings.grammar.horizontal))
        save_grammar(grammar, run / FILE)
        rules = len(grammar.binary) + len(grammar.unary)
        figures = {"data_sha256": bank.checksums, "train_trees": len(trees), "rules": rules}
        write_provenance(run, packages=("numpy", "numba"), threads=1, device="CPU", figures=figures)
    return ReadGrammar(run, run / FILE, 1, rules, len(trees), len(grammar.symbols), rules)
