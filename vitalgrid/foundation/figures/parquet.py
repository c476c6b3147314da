"""Facts as Parquet files, for periods that are too big for the live database."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from vitalgrid.foundation.figures.fact import INTEGER, Fact

_BATCH = 20_000


def write_facts(folder: Path, facts: Iterable[Fact]) -> dict[str, int]:
    """Write each fact into `folder` as `fact_<name>.parquet`, streaming. Returns how many records each has.

    Ids are written as 32 hexadecimal digits whatever the database, so that files of two instances can be joined.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return {fact.name: _write(folder / f"{fact.table}.parquet", fact) for fact in facts}


def _write(path: Path, fact: Fact) -> int:
    schema = pa.schema(
        [(name, pa.int64() if column.type == INTEGER else pa.string()) for name, column in fact.columns.items()]
    )
    total = 0
    with pq.ParquetWriter(path, schema) as writer:
        for rows in _batches(fact):
            columns = [
                _array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            total += len(rows)
    return total


def _batches(fact: Fact) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in fact.values().iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    plain = [value.hex if hasattr(value, "hex") and not isinstance(value, (int, float)) else value for value in values]
    return pa.array(plain, type=kind)
