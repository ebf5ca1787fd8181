"""Commands on constituency trees."""
