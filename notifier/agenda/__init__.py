"""Stage 2, model → moments: the days on which a rule finds something worth saying."""
