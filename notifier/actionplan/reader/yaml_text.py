"""Plain values → YAML that a person likes to read, and that this reader and any other read as the same texts.

Short lists stand on one line, texts of several lines in a block; what another reader would take for a number or a truth
value is quoted, days are not.
"""

import re
from collections.abc import Mapping

import yaml

_WIDTH = 120
_SHORT = 90
# A block keeps such a text as it is: nothing blank at the ends of its lines or of itself, nothing that is not seen.
_BLOCK = re.compile(r"(?:[!-~\xa1-\u2027\u2030-\ud7ff][^\n]*)?(?:\n+[^\n]+)+\n?")
_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" in text and _BLOCK.fullmatch(text) and not re.search(r"[ \t]$|^[ \t]", text, re.MULTILINE):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    if _DAY.fullmatch(text):
        return dumper.represent_scalar("tag:yaml.org,2002:timestamp", text)
    # Escaped, since YAML takes any line break for the common one.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _BREAKS.search(text) else None)


def _list(dumper: yaml.SafeDumper, items: list[object]) -> yaml.SequenceNode:
    texts = [str(item) for item in items if isinstance(item, str)]
    short = len(texts) == len(items) and len(", ".join(texts)) < _SHORT and not any("\n" in text for text in texts)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


def _lines(dumper: yaml.SafeDumper, values: Mapping[str, object]) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", list(values.items()), flow_style=False)


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), _nothing)
_Dumper.add_multi_representer(list, _list)
_Dumper.add_multi_representer(dict, _lines)


def yaml_text(values: Mapping[str, object], remark: str = "") -> str:
    """Some values as YAML, with a remark on top; a blank line stands between the parts and between the entries."""
    above = "".join(f"# {line}".rstrip() + "\n" for line in remark.splitlines())
    return above + "\n".join(_part(key, value) for key, value in values.items())


def _part(key: str, value: object) -> str:
    if isinstance(value, list) and value and key == "commitments":
        entries = "\n".join(_indented(_dumped([one])) for one in value)
        return f"{key}:\n{entries}"
    return _dumped({key: value})


def _dumped(value: object) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False
    )
    return text


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip("\n") else line for line in text.splitlines(keepends=True))
