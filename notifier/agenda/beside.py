"""Data beside a rule: what it knows as values rather than code, in a YAML file of the same name."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def data_beside(file: str) -> Any:
    """What `NAME.yaml` beside the rule `NAME.py` holds; a rule calls it as `data_beside(__file__)`.

    It is read once and shared: a rule changes nothing in it.
    """
    return yaml.safe_load(Path(file).with_suffix(".yaml").read_text("utf-8"))
