"""How every command fails: one line on standard error, exit code 2, nothing lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

P = ParamSpec("P")

BAD_INPUT = 2
"""Exit code where an input or an option was bad, whatever else went well."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def failing(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose errors are told in one line, and which ends in peace when nobody reads on."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        from communique.errors import CommuniqueError

        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except CommuniqueError as error:
            tell(error)
            raise typer.Exit(BAD_INPUT) from None
        except BrokenPipeError:
            # whoever closes the pipe has seen enough; what is still to be written goes nowhere, also at the end of the program
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            typer.echo(
                "communique: interrupted; what was added stays, and the same command goes on from there", err=True
            )
            raise typer.Exit(INTERRUPTED) from None

    return told


def tell(error: Exception) -> None:
    """Tell an error in one line on standard error; it may quote text from outside."""
    from communique.terminal import line

    typer.echo(f"communique: {line(str(error))}", err=True)
