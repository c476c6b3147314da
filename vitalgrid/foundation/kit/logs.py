"""What must not stand in a log: the word of a reporter's link, and the token of a picture's address."""

import logging
import re
from typing import Any

_WORDS = re.compile(r"(/track/[^/\s]{1,40}/|/files/)(?!do/|qr\.svg)[^/\s]{8,}")


def without_words(text: str) -> str:
    """`text` with every secret of an address as dots."""
    return _WORDS.sub(r"\1…", text)


class WithoutWords(logging.Filter):
    """On the loggers that name the address of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, with its secrets taken out."""
        if isinstance(record.msg, str):
            record.msg = without_words(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_clean(value) for value in record.args)
        return True


def _clean(value: Any) -> Any:
    return without_words(value) if isinstance(value, str) else value
