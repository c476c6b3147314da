"""Lists as files: a room declares columns once, this writes them as Excel or CSV, row by row."""

from vitalgrid.foundation.kit.tables.columns import Column, Export, Kind, Rows, from_list, from_query
from vitalgrid.foundation.kit.tables.writing import FORMATS, Facts, Format, write

__all__ = ["FORMATS", "Column", "Export", "Facts", "Format", "Kind", "Rows", "from_list", "from_query", "write"]
