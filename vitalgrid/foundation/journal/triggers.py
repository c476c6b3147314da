"""The database itself refuses to change or delete an entry or a seal. TRUNCATE of a whole table is left alone."""

TABLES = ("journal_entry", "journal_seal")
VERBS = ("UPDATE", "DELETE")

_SQLITE = """CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_refuse()"""


def create_sql(vendor: str) -> list[str]:
    """The statements that put the triggers in place."""
    form = _POSTGRESQL if vendor == "postgresql" else _SQLITE
    made = [form.format(table=table, verb=verb, lower=verb.lower()) for table in TABLES for verb in VERBS]
    return [_FUNCTION, *made] if vendor == "postgresql" else made


def drop_sql(vendor: str) -> list[str]:
    """The statements that take them away again."""
    on = " ON {table}" if vendor == "postgresql" else ""
    form = "DROP TRIGGER IF EXISTS {table}_no_{lower}" + on
    dropped = [form.format(table=table, lower=verb.lower()) for table in TABLES for verb in VERBS]
    return [*dropped, "DROP FUNCTION IF EXISTS journal_refuse()"] if vendor == "postgresql" else dropped
