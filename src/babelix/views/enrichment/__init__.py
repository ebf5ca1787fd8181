"""Pictures of what intervals cover and what falls into them."""
