"""The project as its house rules see it: where it lies, its files, what its pages say."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "notifier", "rules", "tests")


def modules(*folders: str) -> list[Path]:
    """Our Python files, as paths from the root."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tracked() -> list[Path]:
    """The text files that git knows, as paths from the root; none where this is no checkout."""
    if not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (ROOT / (path := Path(name))).is_file()]


def docs() -> str:
    """README.md and ARCHITECTURE.md, one after the other."""
    return "\n".join((ROOT / name).read_text() for name in ("README.md", "ARCHITECTURE.md") if (ROOT / name).exists())


def code_in_docs() -> str:
    """What the docs print as code, in blocks and between backticks: there a name is meant as a name."""
    fences = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
    pages = docs()
    return "\n".join([*fences.findall(pages), *re.findall(r"`[^`\n]+`", fences.sub("", pages))])


def undocumented(names: list[str]) -> list[str]:
    """Those of `names` that the docs do not name."""
    code = code_in_docs()
    return [name for name in names if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", code)]
