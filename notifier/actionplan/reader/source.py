"""The bytes of a plan file, as they lie on the disk; reading them is the first thing that can go wrong."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.revision import content_hash

# A plan of 100,000 milestones is about 10 MB; what is larger was not typed by people.
LARGEST_FILE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A plan file's content; of a table also the `mapping` that lies beside it. `name` is what problems call it."""

    name: str
    content: bytes
    mapping: bytes | None = None

    @property
    def revision(self) -> str:
        """The content hash; the same table mapped in another way is another revision."""
        return content_hash(self.content if self.mapping is None else self.content + b"\0" + self.mapping)


def load(path: Path, name: str | None = None) -> Source:
    """The file at `path`. Raises OSError where it is not a plain file, cannot be opened or is far too large."""
    if not path.is_file():
        raise OSError("there is no such file" if not path.exists() else "it is not a file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise OSError(f"it is larger than {LARGEST_FILE // 2**20} MiB")
    return Source(str(path) if name is None else name, content)
