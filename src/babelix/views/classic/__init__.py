"""Pictures of the systems before the Transformer."""
