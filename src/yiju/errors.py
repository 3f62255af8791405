"""Errors meant for people: one line that says what is wrong and what to do next."""


class YijuError(Exception):
    """A problem the user can act on. The command line prints it without a traceback.

    Attributes:
        hint: what to do next, or an empty string.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotFound(YijuError):
    """The thing asked for does not exist, or this viewer may not know that it does."""


class ReadFailure(YijuError):
    """A file could not be read; the message names the reason, not the library."""


class Skipped(YijuError):
    """A file that is deliberately not read (empty, unsupported form, temporary file)."""


class ModelUnavailable(YijuError):
    """A model endpoint did not give a usable answer."""
