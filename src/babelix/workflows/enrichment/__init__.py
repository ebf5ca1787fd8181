"""What people ask of intervals: what they cover, and what falls into them."""
