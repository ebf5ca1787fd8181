"""What searches in the place of the model's own step, token by token."""
