"""A packed file, such as a workbook, looked through before anything else opens it.

It is unpacked piece by piece and thrown away, so that what really comes out is counted, whatever its directory claims;
and of its XML nothing may define or fetch entities.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from notifier.actionplan.reader.source import MEGABYTE

MOST_ENTRIES = 1_000
# Tables of texts pack to a tenth; so dense are only bombs.
DENSEST = 200
_PIECE = 64 * 1024
_XML = (".xml", ".rels", ".vml")
# As any encoding of XML writes them, once the NULs of wide ones are left out. In texts, cells included, < is escaped.
_DEFINES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_LONGEST_MATCH = 64


class Unfit(ValueError):
    """A packed file that is not to be opened: what is wrong, and what to do."""

    def __init__(self, what: str, hint: str):
        super().__init__(what)
        self.what = what
        self.hint = hint


def look_through(content: bytes, largest: int) -> None:
    """Raise Unfit where a packed file is broken, locked, larger than `largest` bytes unpacked, or holds entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _look_through(archive, largest)
    except Unfit:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        RuntimeError,
        OSError,
    ):  # of a broken one, any of these
        raise Unfit("the file is broken or is no workbook", "open it in a spreadsheet and save it again") from None


def _look_through(archive: zipfile.ZipFile, largest: int) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unfit(f"more than {MOST_ENTRIES} files are packed into it", "save the table alone as a new workbook")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise Unfit("two files of one name are packed into it", "open it in a spreadsheet and save it again")
    left = largest
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Unfit("the file is locked with a password", "save it without one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unfit("it is packed in an unusual way", "open it in a spreadsheet and save it again")
        came = 0
        tail = b""
        for piece in _pieces(archive, entry):
            came += len(piece)
            left -= len(piece)
            if left < 0:
                hint = "leave out sheets and pictures that are no plan, or raise NOTIFIER_LARGEST_PLAN"
                raise Unfit(f"it is larger than {largest / MEGABYTE:g} MB once it is unpacked", hint)
            if came > MEGABYTE and came > DENSEST * max(1, entry.compress_size):
                raise Unfit("it is packed far more densely than a table can be", "save the table as a new workbook")
            if entry.filename.lower().endswith(_XML):
                plain = (tail + piece).replace(b"\0", b"")
                if _DEFINES.search(plain):
                    hint = "save the table as a new workbook"
                    raise Unfit("its XML defines entities, which no spreadsheet writes", hint)
                tail = plain[-_LONGEST_MATCH:]


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry unpacks to, a piece at a time, never all of it at once."""
    with archive.open(entry) as packed:
        while piece := packed.read(_PIECE):
            yield piece
