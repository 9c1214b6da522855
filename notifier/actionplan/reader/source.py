"""The bytes of a plan file, as they lie on the disk; reading them is the first thing that can go wrong."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.revision import content_hash

# A plan of 100,000 milestones is about 10 MB; what is larger was not typed by people.
LARGEST_FILE = 16 * 1024 * 1024
# What a table's name ends in; its mapping lies beside it, as plan.csv and plan.map.yaml.
TABLES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Source:
    """A plan file's content; of a table also the `mapping` that lies beside it. The names are what problems call them.

    `mapping_name` is where a mapping would lie, even if there is none.
    """

    name: str
    content: bytes
    mapping: bytes | None = None
    mapping_name: str = ""

    @property
    def revision(self) -> str:
        """The content hash; the same table mapped in another way is another revision."""
        return content_hash(self.content if self.mapping is None else self.content + b"\0" + self.mapping)


def load(path: Path, name: str | None = None, mapping: Path | None = None) -> Source:
    """The file at `path`; of a table also the mapping, which lies beside it unless it is given.

    Raises OSError where one is not a plain file, cannot be opened or is far too large.
    """
    name = str(path) if name is None else name
    content = _content(path)
    if path.suffix.lower() not in TABLES:
        return Source(name, content)
    if mapping is not None:
        return Source(name, content, _content(mapping), str(mapping))
    beside = mapping_beside(path)
    return Source(name, content, _content(beside) if beside.exists() else None, str(mapping_beside(Path(name))))


def mapping_beside(table: Path) -> Path:
    """Where a table's mapping lies: its name with the ending .map.yaml."""
    return table.with_suffix(".map.yaml")


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise OSError("there is no such file" if not path.exists() else "it is not a file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise OSError(f"it is larger than {LARGEST_FILE // 2**20} MiB")
    return content
