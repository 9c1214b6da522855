"""A benchmark that failed: something did not arrive, arrived twice or did not start, so that there is no figure."""


class Failed(Exception):
    """What went wrong, in words for whoever runs the benchmarks."""
