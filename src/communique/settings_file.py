"""A file of settings that people write: YAML → plain values with their lines → values checked by a model. Every mistake names its line."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from communique.errors import BadFile

MOST_BYTES = 262_144
"""Largest file of settings; some 2,000 feeds with all their fields, or 300 rules."""

DEEPEST = 8
"""Levels of a file; a list of feeds has three, a rule with its paragraphs seven."""

WORDS: dict[str, str] = {
    "missing": "is missing",
    "model_type": "must have fields, each on a line of its own",
    "tuple_type": "must be a list",
    "too_short": "has nothing in it",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "string_too_short": "is empty; write something or leave the field out",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
}
"""Mistakes of form, in our words."""

Where = tuple[str | int, ...]
"""The way to a field: names, and places in lists counted from 0."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tree:
    """What is written in a file.

    Attributes:
        name: the file.
        value: mappings, lists, strings, truth values and None; numbers and dates stay as they are written.
        lines: the line of each field, counted from 1.
    """

    name: str
    value: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def wrong(self, where: Where, reason: str) -> BadFile:
        """The error for a field, or for the file where `where` is empty; its line is that of the field, else of what holds it."""
        line = next((self.lines[where[:end]] for end in range(len(where), -1, -1) if where[:end] in self.lines), None)
        return BadFile(self.name, line, f"{_spoken(where)}: {reason}" if where else reason)


def read_tree(path: str | Path, *, empty: str, larger: str = "cut it into several files") -> Tree:
    """Read a file of settings.

    Args:
        path: a YAML file.
        empty: what to say of a file with nothing in it.
        larger: what to do about one that is too large.

    Returns:
        Its values with their lines. References (`*name`) and tags are not read, since a few lines of them can stand for millions.

    Raises:
        BadFile: it cannot be read, or is no plain YAML; names file and line.
    """
    name = str(path)
    text = _content(name, larger)
    lines: dict[Where, int] = {}
    try:
        composer = _Composer(text)
        composer.name = name
        node = composer.get_single_node()
        if node is None:
            raise BadFile(name, None, empty)
        return Tree(name, _plain(node, (), lines, name), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadFile(name, mark.line + 1 if mark else None, f"is not YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile(name, line, "has a control character in it") from None


def validated(
    tree: Tree, model: type[_Model], value: Any, where: Where = (), words: Mapping[str, str] | None = None
) -> _Model:
    """A value of a file, checked.

    Args:
        tree: the file.
        model: what it must be. An error of its own may carry `at` in its context: the way on to the field that is wrong.
        value: the part of `tree.value` that is checked.
        where: the way to that part.
        words: how mistakes of form are told, where not as in `WORDS`.

    Raises:
        BadFile: the first mistake, with file, line and field.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = _gravest(error)
        way = tuple(found["loc"])
        if found["type"] == "extra_forbidden":
            known = ", ".join(_fields(model, way[:-1]))
            raise tree.wrong((*where, *way), f"there is no such field; the fields are {known}") from None
        way += tuple(found.get("ctx", {}).get("at", ()))
        told = (words or {}).get(found["type"]) or WORDS.get(found["type"])
        raise tree.wrong((*where, *way), told or found["msg"][:1].lower() + found["msg"][1:]) from None


def _gravest(error: ValidationError) -> Any:
    """The first mistake; where a field is missing, rather the one that stands in its place under a name that nobody knows."""
    errors = error.errors()
    first = errors[0]
    if first["type"] != "missing":
        return first
    beside = (e for e in errors if e["type"] == "extra_forbidden" and e["loc"][:-1] == first["loc"][:-1])
    return next(beside, first)


def _content(name: str, larger: str) -> str:
    """The text of the file, if it is not too large."""
    try:
        with Path(name).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadFile(name, None, f"cannot be opened: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise BadFile(name, None, f"is larger than {MOST_BYTES // 1024} kB; {larger}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(name, content.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from None


class _Composer(yaml.SafeLoader):
    """The nodes of a file with their lines. No aliases, since a few lines of them can stand for millions; no great depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        wrong = ""
        if isinstance(event, yaml.AliasEvent):
            wrong = "references (*name) are not read; write the value out"
        elif self.depth >= DEEPEST:
            wrong = f"is nested more than {DEEPEST} levels deep"
        if wrong:
            raise BadFile(self.name, event.start_mark.line + 1, wrong)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _plain(node: yaml.Node, where: Where, lines: dict[Where, int], name: str) -> Any:
    """Mappings, lists, strings, truth values and nothing; numbers and dates stay as they are written."""
    lines[where] = line = node.start_mark.line + 1
    kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
    if kind not in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp"):
        raise BadFile(name, line, f"values of the kind {kind[:60]!r} are not read")
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            named = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if named == "?" or named in found:
                said = "is there twice" if named in found else "is no name of a field"
                raise BadFile(name, key.start_mark.line + 1, f"{_spoken((*where, named[:60]))}: {said}")
            found[named] = _plain(value, (*where, named), lines, name)
            lines[*where, named] = key.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value, (*where, number), lines, name) for number, value in enumerate(node.value)]
    if kind == "bool":
        return str(node.value).casefold() in ("yes", "true", "on")
    return None if kind == "null" else str(node.value)


def _fields(model: type[BaseModel], way: Where) -> list[str]:
    """Names of the fields that a model has at the end of a way."""
    at: type[BaseModel] = model
    for part in way:
        named = next((f for name, f in at.model_fields.items() if part in (name, f.alias)), None)
        inner = _inner(named.annotation) if named else None
        at = inner or at
    return [f.alias or name for name, f in at.model_fields.items()]


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model within an annotation such as `tuple[Feed, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in typing.get_args(annotation) if (m := _inner(a))), None)


def _spoken(where: Where) -> str:
    """A field as it is spoken of: feeds[2].url, counted from 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")
