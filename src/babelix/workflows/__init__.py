"""One file a task: the only place where rooms meet. Calls, no arithmetic; returns values, draws nothing."""
