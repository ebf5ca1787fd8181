"""How a model whose weights mean nothing is told from others: by its name, which stands in whatever is made with it."""

RANDOM = "random weights"


def remark(model: str) -> str:
    """Return what a reader must know before any number of a model of that name; nothing of a trained one."""
    return f"{model}: nothing here is a prediction" if RANDOM in model else ""
