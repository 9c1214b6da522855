"""Data beside a rule: `rules/NAME.yaml` belongs to `rules/NAME.py`, so that a list is mended without code."""

from pathlib import Path
from typing import Any, ClassVar

import yaml

from notifier.errors import RuleError

LARGEST = 2**20  # bytes
_BOOL = "tag:yaml.org,2002:bool"
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]  # of the safe loaders, whichever is there
    """The safe loader, for which `on`, `off`, `yes` and `no` are texts: `on: 2025-06-30` is a line of data."""

    yaml_implicit_resolvers: ClassVar = {
        sign: [one for one in known if one[0] != _BOOL or sign in "tTfF"]
        for sign, known in _BASE.yaml_implicit_resolvers.items()
    }


def data_file(rule: Path) -> Path:
    """Where the data of a rule lies, if it has any."""
    return rule.with_suffix(".yaml")


def data_beside(rule: str) -> Any:
    """What the YAML file of a rule's own name holds: `DATA = data_beside(__file__)`, at the top of the rule.

    A day is read as a date. Raises RuleError with the place where that is not YAML.
    """
    path = data_file(Path(rule))
    try:
        if path.stat().st_size > LARGEST:
            raise RuleError(f"{path}:1: more than {LARGEST // 2**20} MB of data (a rule is no database)")
        return yaml.load(path.read_bytes(), Loader=_Loader)  # the safe one, in C where there is one
    except OSError as trouble:
        raise RuleError(
            f"{path}:1: the data cannot be read: {trouble.__class__.__name__} (put it beside the rule)"
        ) from None
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        line = mark.line + 1 if mark else 1
        raise RuleError(f"{path}:{line}: this is not valid YAML: {trouble.problem or trouble.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as trouble:
        raise RuleError(f"{path}:1: this is not valid YAML: {trouble.__class__.__name__}: {trouble}") from None
