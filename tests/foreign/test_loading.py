import subprocess
import sys

import pytest

from babelix import foreign
from babelix.base.errors import RequestError
from babelix.foreign import loading
from babelix.foreign.library import transformers

# Loads transformers, which takes longer than all else here.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "family"),
    [("gpt2", "decoder"), ("bert", "encoder"), ("marian", "encoder-decoder"), ("t5", "encoder-decoder")],
)
def test_the_family_is_found(folders, name, family):
    assert foreign.load(folders[name]).family == family


@pytest.mark.parametrize(
    ("kind", "family"), [("GPT2", "decoder"), ("Bert", "encoder"), ("T5", "encoder-decoder")]
)
def test_the_family_of_bare_settings(kind, family):
    assert loading.family_of(transformers(), getattr(transformers(), f"{kind}Config")()) == family


def test_a_bert_that_decodes_is_a_decoder():
    assert loading.family_of(transformers(), transformers().BertConfig(is_decoder=True)) == "decoder"


def test_a_name_that_nothing_can_have():
    with pytest.raises(
        RequestError, match=r"no model '\./no/such folder': expected a shipped model, a folder that exists"
    ):
        foreign.load("./no/such folder")


def test_a_folder_that_holds_no_model(tmp_path):
    with pytest.raises(RequestError, match="cannot be loaded by transformers: "):
        foreign.load(str(tmp_path))


def test_a_hub_that_cannot_be_reached(monkeypatch):
    def unreachable(*_, **__):
        raise ConnectionError("Name or service\nnot known. More.")

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unreachable)
    with pytest.raises(
        RequestError,
        match=r"^no model 'no-one/nothing-9' here, and the hub cannot be reached \(Name or service not known\); "
        r"give a folder that holds it$",
    ):
        foreign.load("no-one/nothing-9")


def test_a_name_the_hub_does_not_have(monkeypatch):
    from huggingface_hub.errors import HfHubHTTPError

    class NotFoundError(HfHubHTTPError):
        def __init__(self):
            Exception.__init__(self, "404")

    def unknown(*_, **__):
        raise NotFoundError

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unknown)
    with pytest.raises(RequestError, match=r"the hub gives none of that name \(404\)$"):
        foreign.load("no-one/nothing-9")


def test_what_the_cache_lacks_comes_from_the_hub(monkeypatch):
    asked = []

    def load(_, name, *, local, trust_code):
        asked.append(local)
        if local:
            raise OSError("not all of it is cached")
        return f"the model {name}"

    monkeypatch.setattr(loading, "_load", load)
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", lambda *_, **__: None)
    found: object = loading.load("some-one/something")
    assert found == "the model some-one/something"
    assert asked == [True, False]


def test_a_damaged_folder_is_not_looked_for_on_the_hub(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "gpt2", "n_layer": 1', encoding="utf-8")
    with pytest.raises(RequestError, match=f"^{tmp_path} cannot be loaded by transformers: .*config.json"):
        foreign.load(str(tmp_path))


def test_importing_loads_no_transformers():
    code = "import sys, babelix.foreign; sys.exit('transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_code_of_a_models_own_is_not_run_and_nothing_is_asked(with_code, monkeypatch):
    folder, ran = with_code
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("it asked"))
    with pytest.raises(
        RequestError, match="brings code of its own, which can do to this machine whatever you can"
    ) as told:
        foreign.load(str(folder))
    assert told.value.setting == ("trust_code",)
    assert not ran.exists()


def test_code_of_a_models_own_runs_when_it_is_trusted(with_code, monkeypatch, tmp_path):
    folder, ran = with_code
    monkeypatch.setattr("transformers.dynamic_module_utils.HF_MODULES_CACHE", str(tmp_path / "modules"))
    foreign.load(str(folder), trust_code=True)
    assert ran.exists()
