"""The place of the plan files is watched, so that a file that was saved is read at once, and only once it is whole.

The system's own word (inotify and its like) wakes the watch; what changed is told by names, sizes and times alone,
which are compared every second too: so nothing is lost where the system says nothing, as on a network's disk.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from watchfiles import watch

from notifier.actionplan.reader import SUFFIXES

# A file that has not changed for so long has been saved whole.
STILL_FOR = 0.2  # seconds
# What never comes to rest is read all the same.
AT_MOST = 10.0  # seconds
LOOK_EVERY = 1.0  # seconds

# Of each file: its name, and what changes when it is written or another is put in its place.
Look = frozenset[tuple[str, int, int, int]]


def look_at(place: Path) -> Look:
    """How the plan files at a place are just now, and what lies beside them; links are followed."""
    try:
        around = place if place.is_dir() else place.parent
        with os.scandir(around) as entries:
            files = [entry for entry in entries if _is_watched(entry.name)]
    except OSError:  # it is not there, or is just being replaced
        return frozenset()
    return frozenset(_seen(entry) for entry in files if around == place or entry.name.startswith(place.stem))


def _is_watched(name: str) -> bool:
    """Whether it is a plan file, or a mapping that lies beside a table, which ends like one."""
    return not name.startswith(".") and name.lower().endswith(SUFFIXES)


def _seen(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    try:
        state = os.stat(entry.path)  # noqa: PTH116 - an entry's own stat may be an old one
    except OSError:  # gone since it was listed, or a link that leads nowhere
        return entry.name, 0, 0, 0
    return entry.name, state.st_ino, state.st_size, state.st_mtime_ns


def once_still(place: Path, stop: Event) -> Look:
    """How the files are once nobody is writing them any more."""
    before = look_at(place)
    for _ in range(round(AT_MOST / STILL_FOR)):
        if stop.wait(STILL_FOR):
            break
        now = look_at(place)
        if now == before:
            break
        before = now
    return before


def watching(place: Path, last: Look, changed: Callable[[], None], stop: Event) -> None:
    """Call `changed` whenever plan files at `place` have changed since they were as at the `last` look, until `stop`.

    The place may be a file or a folder, may not be there yet, and may be replaced as a whole. Raises what watching
    raises where the system will not have it.
    """
    while not stop.is_set():
        folders = _folders(place)
        for _ in _wake_ups(folders, stop):
            if look_at(place) != last:
                last = once_still(place, stop)
                if stop.is_set():
                    return
                changed()
            if _folders(place) != folders:
                break  # one of them is another now, or the place has come into being: watch anew


def _wake_ups(folders: frozenset[tuple[str, int]], stop: Event) -> Iterator[object]:
    """Something at once, then whenever something happens in the folders, and at least every second."""
    yield None
    try:
        yield from watch(
            *(name for name, _ in folders),
            watch_filter=None,
            debounce=round(STILL_FOR * 1000),
            rust_timeout=round(LOOK_EVERY * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            recursive=False,
        )
    except FileNotFoundError:  # one of them went just now: it is looked for anew
        stop.wait(STILL_FOR)


def _folders(place: Path) -> frozenset[tuple[str, int]]:
    """The folders in which something happens when a plan file changes, with what tells one from its successor.

    The folder of the files, the one that it lies in, and those that links lead to; of what is not there yet, the
    nearest that is.
    """
    here = place if place.is_dir() else place.parent
    try:
        with os.scandir(here) as entries:
            links = [Path(entry.path) for entry in entries if entry.is_symlink() and _is_watched(entry.name)]
    except OSError:
        links = []
    links = links if here == place else [place]
    wanted = {here, here.parent, here.resolve(), *(path.resolve().parent for path in links)}
    found = set()
    for folder in wanted:
        near = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
        with suppress(OSError):  # it went this very moment
            found.add((str(near.absolute()), near.stat().st_ino))
    return frozenset(found)
