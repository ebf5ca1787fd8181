"""A model is switched to eager attention for a block and is afterwards as it was; on models made of plain classes."""

import pytest
from torch import nn

from babelix.base.errors import RequestError
from babelix.foreign.eager import eager_attention


class Config:
    """Settings that hand their implementation down to those they hold, as transformers' do."""

    def __init__(self, implementation, **held):
        self._own, self.sub_configs = implementation, {}
        for name, config in held.items():
            setattr(self, name, config)
        self.sub_configs = dict.fromkeys(held)

    @property
    def _attn_implementation(self):
        return self._own

    @_attn_implementation.setter
    def _attn_implementation(self, value):
        self._own = value
        for name in self.sub_configs:
            getattr(self, name)._attn_implementation = value


class Model(nn.Module):
    def __init__(self, config, switches=True):
        super().__init__()
        self.config, self.switches, self.switched = config, switches, 0
        self.inner = nn.Sequential(nn.Dropout(0.5), nn.Linear(2, 3))

    def set_attn_implementation(self, implementation):
        self.switched += 1
        if self.switches:
            self.config._attn_implementation = implementation


def test_eager_within_and_as_before_after():
    text, vision = Config("sdpa"), Config("flash")
    model = Model(Config("sdpa", text=text, vision=vision))
    with eager_attention(model, "toy"):
        assert [one._attn_implementation for one in (model.config, text, vision)] == ["eager"] * 3
    # The whole first, then what it holds: the other way round would hand "sdpa" down to both.
    assert [one._attn_implementation for one in (model.config, text, vision)] == ["sdpa", "sdpa", "flash"]


def test_a_model_that_is_eager_is_not_switched():
    model = Model(Config("eager"))
    with eager_attention(model, "toy"):
        pass
    assert model.switched == 0


def test_every_module_has_its_mode_back():
    model = Model(Config("sdpa")).train()
    model.inner[1].eval()
    with eager_attention(model, "toy"):
        assert not any(module.training for module in model.modules())
    assert [model.training, model.inner.training, model.inner[0].training, model.inner[1].training] == [
        True,
        True,
        True,
        False,
    ]


def test_all_is_put_back_after_a_failure():
    model = Model(Config("sdpa")).train()
    with pytest.raises(ZeroDivisionError), eager_attention(model, "toy"):
        raise ZeroDivisionError
    assert model.config._attn_implementation == "sdpa"
    assert model.training


def refusing(_):
    raise ValueError("no eager here")


@pytest.mark.parametrize("how", ["says nothing", "refuses", "cannot"])
def test_a_model_that_cannot_be_switched_is_refused_with_what_to_do(how, monkeypatch):
    model = Model(Config("sdpa"), switches=False).train()
    if how == "refuses":
        monkeypatch.setattr(model, "set_attn_implementation", refusing)
    elif how == "cannot":
        monkeypatch.delattr(Model, "set_attn_implementation")
    with (
        pytest.raises(
            RequestError, match=r"^toy cannot be switched to eager .*attn_implementation='eager'\)$"
        ),
        eager_attention(model, "toy"),
    ):
        pytest.fail("the block was entered")
    assert model.training
