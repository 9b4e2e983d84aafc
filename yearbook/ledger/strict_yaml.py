"""YAML as a person writes it by hand; all else is refused at its line, before it can take time or room."""

from __future__ import annotations

from typing import Any, NoReturn

import yaml

DEEPEST, LONGEST_NUMBER, MOST_BYTES = 20, 20, 100_000


def read_yaml(content: bytes) -> Any:
    """Return what a YAML text holds. Raises MarkedYAMLError with the line, YAMLError or UnicodeDecodeError.

    Dates stay text, so that an impossible one is found at its key.
    """
    text = content.decode("utf-8-sig")
    if len(content) > MOST_BYTES:
        raise yaml.MarkedYAMLError(problem=f"tệp lớn hơn {MOST_BYTES} byte / the file is over {MOST_BYTES} bytes")
    return yaml.load(text, Loader=_Loader)


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of configuring a loader
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node; anchors are refused because a few lines of them become gigabytes."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # its stubs leave it out
        if isinstance(event, yaml.AliasEvent):
            _refuse(f"«*{event.anchor}» dùng lại một chỗ khác: hãy viết ra", "an alias: write it out", event)
        self._depth += 1
        if self._depth > DEEPEST:
            _refuse(f"lồng nhau quá {DEEPEST} tầng", f"nested over {DEEPEST} deep", event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node; what is not of the kind it says it is has its line."""
        if node.tag == "tag:yaml.org,2002:int" and len(str(node.value)) > LONGEST_NUMBER:
            _refuse(f"số dài quá {LONGEST_NUMBER} chữ", f"a number of over {LONGEST_NUMBER} digits", node)
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            _refuse("giá trị không đúng kiểu của nó", "the value is not of its kind", node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; plain YAML keeps the last of a key written twice, in silence."""
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse("khóa phải là một từ", "a key must be a word", key)
            if (key.tag, key.value) in seen:
                _refuse(f"«{key.value[:60]}» viết hai lần", f"“{key.value[:60]}” is written twice", key)
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep=True)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _refuse(vi: str, en: str, where: Any) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=f"{vi} / {en}", problem_mark=where.start_mark) from None
