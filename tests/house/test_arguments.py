"""What Python callers reach is held against its annotations: a wrong argument is one sentence, never a traceback."""

import ast
import inspect
from importlib import import_module
from typing import Any

import pytest

import babelix
from babelix.base.errors import RequestError
from babelix.evaluation import bleu, bootstrap, perplexity
from babelix.foreign.model import ForeignModel
from babelix.workflows.states.gaussian import Fitting
from babelix.workflows.states.learn import Inputs, learn_states
from babelix.workflows.states.segment import segment
from babelix.workflows.translation.translator import Translator, load_translator


def called_by_commands(sources, tree):
    """Yield every function of `workflows` that a command imports: what a command calls, Python callers call too."""
    for path in sources:
        if path.is_relative_to("src/babelix/cli"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("babelix.workflows."):
                    module = import_module(str(node.module))
                    yield from (getattr(module, alias.name) for alias in node.names)


def own(module):
    """Yield the public functions of a module or class, those of its own."""
    for name, member in vars(module).items():
        if (
            inspect.isfunction(member)
            and not name.startswith("_")
            and inspect.unwrap(member).__module__
            == (module.__module__ if inspect.isclass(module) else module.__name__)
        ):
            yield member


def test_what_a_person_calls_from_python_checks_its_arguments(sources, tree):
    public = {each for each in called_by_commands(sources, tree) if inspect.isfunction(each)}
    for place in (Translator, ForeignModel, bleu, bootstrap, perplexity):
        public.update(own(place))
    assert len(public) >= 30
    bare = sorted(
        f"{each.__module__}.{each.__qualname__}"
        for each in public
        if inspect.unwrap(each) is each and inspect.signature(each).parameters
    )
    assert not bare, f"put `checked` of babelix.base.arguments above these: {bare}"


@pytest.mark.parametrize("name", [None, 5, ["en-fr"]])
def test_load_says_what_a_name_is(name):
    with pytest.raises(RequestError, match="`name`: expected a text or a path, got"):
        babelix.load(name)


def test_load_refuses_a_device_that_is_not_there():
    with pytest.raises(RequestError, match="`device` 'gpu': expected one of auto, cpu, cuda"):
        babelix.load(device="gpu")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            lambda t: t.translate("cat."),
            "`texts`: expected a list of texts, got the text 'cat.'; put it in a list",
        ),
        (lambda t: t.translate(["cat.", None]), "`texts`, number 2: expected a text, got None"),
        (lambda t: t.translate(["cat."], beam=2.5), "`beam`: expected a whole number or None, got 2.5"),
        (
            lambda t: t.translate(["cat."], alpha="long"),
            "`alpha`: expected a number or None, got the text 'long'",
        ),
        (lambda t: t.n_best("cat.", 2), "`texts`: expected a list of texts"),
        (lambda t: t.n_best(["cat."], 2.0), "`n`: expected a whole number, got 2.0"),
        (lambda t: t.sample(["cat."], top_k=1.5), "`top_k`: expected a whole number or None, got 1.5"),
        (lambda t: t.sample(["cat."], seed=None), "`seed`: expected a whole number, got None"),
        (lambda t: t.score("a", "b"), "`sources`: expected a list of texts"),
        (lambda t: t.score(["a"], "b"), "`targets`: expected a list of texts"),
        (lambda t: t.count_tokens("cat."), "`texts`: expected a list of texts"),
        (lambda t: t.attention(["cat."]), "`text`: expected a text, got a value of type list"),
        (lambda t: t.attention("cat.", 5), "`translation`: expected a text or None, got 5"),
    ],
)
def test_a_wrong_argument_is_told_by_name(tiny_run, wrong, sentence):
    with pytest.raises(RequestError) as refused:
        wrong(load_translator(tiny_run))
    assert str(refused.value).startswith(sentence)


def test_the_folder_of_a_run_may_be_a_text_and_nothing_else(tiny_run):
    load: Any = load_translator
    assert load(str(tiny_run)).name == tiny_run.name
    with pytest.raises(RequestError, match="`folder`: expected a path, got None"):
        load(None)


# As a caller without a type checker sees them.
marks: Any = Inputs
learn: Any = learn_states
cut: Any = segment


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: marks(None), "`marks`: expected a path, got None"),
        (lambda: learn(marks("m"), 5, "o"), "`sizes_of_model`: expected a list of whole numbers, got 5"),
        (lambda: learn(marks("m"), [], "o"), "expected at least one number of states, got none"),
        (lambda: learn(marks("m"), [5], "o", starts=2.5), "`starts`: expected a whole number, got 2.5"),
        (lambda: learn(marks("m"), [5], "o", threads=0), "`threads` 0: expected at least 1"),
        (lambda: learn("m", [5], "o"), "`inputs`: expected an Inputs, got the text 'm'"),
        (lambda: cut("m", "m", "o", threads=0), "`threads` 0: expected at least 1"),
        (lambda: Fitting(states=3, threads=0), "`threads` 0: expected at least 1"),
    ],
)
def test_a_wrong_argument_of_states_is_told_by_name(ask, sentence):
    with pytest.raises(RequestError) as refused:
        ask()
    assert str(refused.value).startswith(sentence)
