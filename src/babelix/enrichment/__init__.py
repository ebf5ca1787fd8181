"""What intervals cover, and what falls into them."""
