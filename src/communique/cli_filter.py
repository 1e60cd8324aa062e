"""Options of a command that asks: one for each field of `Filter`, made from the list that describes them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli_failing import failing
from communique.record.days import read_day
from communique.record.filter import OPTIONS, Option

if TYPE_CHECKING:
    from communique.record.filter import Filter

AS_OF = Annotated[
    str | None, typer.Option("--as-of", help="Day from which 60d, 3mo and overdue are counted; today if not given.")
]


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """A command that also takes a filter.

    Args:
        command: a function whose first parameter is `asked: Filter` and which has `as_of`.

    Returns:
        A command for typer with an option for each field in place of `asked`.
    """
    own = inspect.signature(command, eval_str=True).parameters
    options = [_parameter(option) for option in OPTIONS if option.field not in own]

    def run(**given: Any) -> None:
        told = {p.name: given.pop(p.name) for p in options}
        given["as_of"] = read_day(given.get("as_of") or today(), "as-of", today())
        command(_filter(told, given["as_of"]), **given)

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for n, p in own.items() if n != "asked"]
    run.__signature__ = inspect.Signature([*parameters, *options])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (*parameters, *options)}
    run.__doc__, run.__name__, run.__module__ = command.__doc__, command.__name__, command.__module__
    wrapped = failing(run)
    wrapped.__signature__ = run.__signature__  # type: ignore[attr-defined]
    return wrapped


def today() -> str:
    """Today, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def _parameter(option: Option) -> inspect.Parameter:
    """The parameter of an option."""
    flag = option.takes == "flag"
    choices = f" One of {', '.join(option.choices)}." if option.choices and len(option.choices) < 17 else ""
    kind: Any = bool if flag else list[str] if option.repeatable else str
    default: Any = False if flag else None
    told = typer.Option(f"--{option.name}", help=option.help + choices, rich_help_panel="Filter", metavar=option.takes)
    if flag:
        told = typer.Option(f"--{option.name}", help=option.help, rich_help_panel="Filter")
    return inspect.Parameter(
        option.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind if flag else kind | None, told],
    )


def _filter(told: dict[str, Any], as_of: str) -> Filter:
    """The filter that the options make."""
    from communique.naming import resolve
    from communique.record.filter import parse

    pairs = []
    for option in OPTIONS:
        value = told.get(option.field)
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, False):
                pairs.append(f"{option.name}={'yes' if one is True else one}")
    return parse(pairs, as_of=as_of, resolve=resolve)
