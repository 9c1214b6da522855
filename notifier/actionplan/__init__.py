"""Stage 1, plan file → model: what was promised, by whom and by when, with every problem of the file named."""
