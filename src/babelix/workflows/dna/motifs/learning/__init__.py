"""The motif task: which of some factors binds a short site, by matrices and nets on equal terms."""
