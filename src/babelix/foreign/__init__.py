"""Other people's models: attention of any `transformers` model in our types."""

from babelix.foreign.loading import load
from babelix.foreign.model import ForeignModel

__all__ = ["ForeignModel", "load"]
