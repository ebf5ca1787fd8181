"""Which factor binds a site: matrices and nets that tell, all on one-hot bases."""
