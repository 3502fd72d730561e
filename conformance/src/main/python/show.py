"""How things look in a trace."""

import reference  # noqa: F401, must come before asyncio
import asyncio

DEPTH = 3  # lists inside lists are not shown

# Java says IllegalStateException, IllegalArgumentException, UnsupportedOperationException: which of them is a matter of
# taste, and documented with each method.
REFUSED = (RuntimeError, ValueError, TypeError)


class Boom(Exception):
    """The error of programs."""


def show(value, depth=0):
    if isinstance(value, list):
        if depth == DEPTH:
            return "[...]"
        return "[" + ", ".join(show(item, depth + 1) for item in value) + "]"
    return show_error(value) if isinstance(value, BaseException) else str(value)


def show_error(error):
    if isinstance(error, Boom):
        return f"Boom({error})"
    if isinstance(error, asyncio.CancelledError):
        # gather says '' where nobody gave a message
        return f"Cancelled({error.args[0] or None if error.args else None})"
    if isinstance(error, BaseExceptionGroup):
        return f"Group({error})[" + ", ".join(map(show_error, error.exceptions)) + "]"
    if type(error) in REFUSED:
        return "Refused"
    return type(error).__name__


def state_of(it):
    """What stands in the brackets of its repr."""
    text = repr(it)
    return text[text.rindex("[") :].rstrip(">")


def queue_state(queue):
    """What its repr says; a priority queue's items are sorted, and many are only counted."""
    text, items = queue._format(), list(queue._queue)
    shown = sorted(items) if isinstance(queue, asyncio.PriorityQueue) else items
    return text.replace(repr(items), repr(shown) if len(items) <= 10 else f"<{len(items)} items>")
