"""The bytes of a plan file, as they lie on the disk; reading them is the first thing that can go wrong.

Whatever lies there, opening it waits for nobody and takes no more memory than the largest plan may.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.revision import content_hash
from notifier.actionplan.signs import visible

# What a table's name ends in; its mapping lies beside it, as plan.csv and plan.map.yaml.
TABLES = (".csv", ".xlsx")
MEGABYTE = 2**20
# A plan of 100,000 milestones is about so large; what is larger was not typed by people.
LARGEST_PLAN = 10 * MEGABYTE

_NO_FILES = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A plan file's content; of a table also the `mapping` that lies beside it. The names are what problems call them.

    `mapping_name` is where a mapping would lie, even if there is none. `largest` is how many bytes the file may be, and
    how many a compressed format may inflate to.
    """

    name: str
    content: bytes
    mapping: bytes | None = None
    mapping_name: str = ""
    largest: int = LARGEST_PLAN

    @property
    def revision(self) -> str:
        """The content hash; the same table mapped in another way is another revision."""
        return content_hash(self.content if self.mapping is None else self.content + b"\0" + self.mapping)


class Refused(OSError):
    """A file that is not read, and what to do about it."""

    def __init__(self, why: str, hint: str):
        super().__init__(why)
        self.hint = hint


def load(
    path: Path,
    name: str | None = None,
    mapping: Path | None = None,
    *,
    largest: int = LARGEST_PLAN,
    folder: Path | None = None,
) -> Source:
    """The file at `path`; of a table also the mapping, which lies beside it unless it is given.

    Raises OSError where one is no plain file, cannot be opened, is too large or being written. A file that was found
    in a `folder` of plans must also lie there, wherever links lead.
    """
    name = str(path) if name is None else name
    if folder is not None:
        _refuse_a_way_out(path, folder)
    content = _content(path, largest)
    if path.suffix.lower() not in TABLES:
        return Source(name, content, largest=largest)
    if mapping is not None:
        return Source(name, content, _content(mapping, largest), str(mapping), largest)
    beside, called = mapping_beside(path), str(mapping_beside(Path(name)))
    if not beside.exists() and not beside.is_symlink():
        return Source(name, content, None, called, largest)
    if folder is not None:
        _refuse_a_way_out(beside, folder)
    return Source(name, content, _content(beside, largest), called, largest)


def mapping_beside(table: Path) -> Path:
    """Where a table's mapping lies: its name with the ending .map.yaml."""
    return table.with_suffix(".map.yaml")


def _content(path: Path, largest: int) -> bytes:
    _refuse_what_is_no_file(path)
    # Between the two looks it may have become a pipe: opening one would wait for somebody to write into it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 it is open already
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Refused("it is not a file", "put a plan file in its place")
        if before.st_size > largest:
            raise _too_large(largest)
        content = file.read(largest + 1)
        after = os.fstat(descriptor)
    if len(content) > largest:
        raise _too_large(largest)
    if len(content) != after.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Refused("it is being written just now", "it is read again soon; write elsewhere and rename it into place")
    return content


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        if path.is_symlink():
            raise Refused("it is a link that leads nowhere", "put back what it leads to, or remove it") from None
        raise Refused("there is no such file", "check its name and its access rights") from None
    if kind != stat.S_IFREG:
        raise Refused(_NO_FILES.get(kind, "it is not a file"), "put a plan file in its place, or give another name")


def _refuse_a_way_out(path: Path, folder: Path) -> None:
    """Links within a folder are how it is changed at one stroke; one that leads out would read what is no plan."""
    # Unlike Path.resolve, this ends for links in a circle, too; opening them says what they are.
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise Refused("it is a link that leads out of the folder of plans", "copy the file into the folder instead")


def _too_large(largest: int) -> Refused:
    return Refused(
        f"it is larger than {largest / MEGABYTE:g} MB", "leave out what is no plan, or raise NOTIFIER_LARGEST_PLAN"
    )


def shown(path: Path) -> str:
    """A file's name as people see it: from the working folder on, else no more than its own folder and name."""
    absolute = path.absolute()
    here = Path.cwd()
    near = str(absolute.relative_to(here)) if absolute.is_relative_to(here) else f"{absolute.parent.name}/{path.name}"
    return visible(near)  # a name may hold anything, line ends and what is no text at all
