"""What commands on DNA share, and those that stand in no group of their own."""
