"""Where the data that travels with the program lies: the default rules and the sample plan."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of bundled data called `name` ("rules" or "plans").

    In an installed wheel it lies inside the package; in a source checkout it is the folder beside it.
    """
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
