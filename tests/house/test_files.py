"""Files stay small, and are called after what they are about."""

import re

import pytest

from tests.house.project import FOLDERS, ROOT, modules, tracked

LONGEST = 320  # lines
# Names of heaps: what is in there could be anything.
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc"}
# The brackets keep this file from holding what it looks for.
FOREIGN = re.compile(r"pypi[.]org|python[h]osted|np[m]js|(?<![\w.])/(?:wor[k]|roo[t]|tmp/s[c]ratch)/")


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in modules(*FOLDERS)}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_says_by_its_name_what_it_is_about() -> None:
    heaps = [
        path
        for path in modules(*FOLDERS)
        if NAMELESS & {word for part in path.parts for word in re.split(r"\W|_", part)}
    ]
    assert heaps == []


def test_every_module_of_ours_says_what_it_is_for() -> None:
    silent = [path for path in modules(*FOLDERS) if not (text := (ROOT / path).read_text()).startswith('"""') and text]
    assert silent == []


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    files = tracked()
    if not files:
        pytest.skip("not a git checkout")
    found = []
    for path in files:
        try:
            lines = (ROOT / path).read_text().splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if FOREIGN.search(line)]
    assert found == []
