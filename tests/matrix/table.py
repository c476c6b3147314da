"""The table of the matrix as it lies in the repository: address → scope → cell → everybody who gets it.

Every name stands there, once a scope: no "all others", so that whoever widens an address sees whom they let in.
"""

from pathlib import Path

import yaml

FILE = Path(__file__).parent / "expected.yaml"
Key = tuple[str, str, str]  # method, address, scope
HEAD = """\
# Who gets what at which address. Written by `make snapshot`, read by people: look at every line that changed.
# A cell is the status, where a redirect leads, and what the answer shows (see routes.ask): n f l i the near, far and
# local case and the complaint about staff, p the reporter's telephone number, r the reporter's name.
"""


def read() -> dict[Key, dict[str, str]]:
    """Row → person → cell. Empty when there is no table yet."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    rows: dict[Key, dict[str, str]] = {}
    for address, scopes in (told or {}).items():
        method, _, path = address.partition(" ")
        for scope, cells in scopes.items():
            rows[method, path, scope] = {who: str(cell) for cell, names in cells.items() for who in names.split()}
    return rows


def write(rows: dict[Key, dict[str, str]]) -> None:
    """Put the table down, in the order of `rows`; people in the order in which they were asked."""
    lines, before = [HEAD], ""
    for (method, path, scope), cells in rows.items():
        address = f"{method} {path}"
        if address != before:
            lines.append(f'"{address}":\n')
            before = address
        lines.append(f'  "{scope}":\n')
        for cell in sorted(set(cells.values())):
            names = " ".join(who for who, found in cells.items() if found == cell)
            lines.append(f'    "{cell}": {names}\n')
    FILE.write_text("".join(lines), encoding="utf-8")
