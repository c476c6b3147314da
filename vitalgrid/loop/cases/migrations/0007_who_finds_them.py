"""Every report that can be found by its words learns who may find it: the units and the places of its case.

In batches, each in a transaction of its own: broken off, it goes on where it stood. Told by its first mark, "o" or "i":
an older document has the identity of its township or nothing.
"""

import sys

from django.db import connection, migrations, transaction

BATCH = 2000
ORDINARY, APART = "o", "i"


def give_marks(apps, schema_editor):
    documents = apps.get_model("search", "Document").objects
    last, done = 0, 0
    while batch := list(documents.filter(id__gt=last).order_by("id")[:BATCH]):
        last = batch[-1].id
        changed = [one for one in batch if one.reach.split(" ")[0] not in (ORDINARY, APART)]
        with transaction.atomic():
            _swap(documents, changed, _marks(apps, changed))
        done += len(changed)
        if changed and done % 50_000 < BATCH:
            sys.stderr.write(f"\n    {done:,} reports know who may find them")


def take_marks(apps, schema_editor):
    documents, townships = apps.get_model("search", "Document").objects, _townships(apps)
    last = 0
    while batch := list(documents.filter(id__gt=last).order_by("id")[:BATCH]):
        last = batch[-1].id
        with transaction.atomic():
            _swap(documents, batch, townships([one.object_id for one in batch]))


def _marks(apps, changed):
    """object id -> its marks."""
    case, report = apps.get_model("cases", "Case").objects, apps.get_model("cases", "Report").objects
    keys = [one.object_id for one in changed]
    told = {key: (of, filed_by) for key, of, filed_by in report.filter(pk__in=keys).values_list("pk", "case", "filed_by")}
    wanted = {of for of, _filed_by in told.values()} | {one.object_id for one in changed if one.kind == "case"}
    units: dict = {}
    shares = apps.get_model("cases", "Assignment").objects.filter(case__in=wanted)
    for key, unit in shares.order_by().values_list("case", "unit"):
        units.setdefault(key, set()).add(unit)
    names = ("township", "village", "grid", "area", "lead_unit")
    marks = {}
    for key, is_apart, *places in case.filter(pk__in=wanted).values_list("pk", "is_integrity", *names):
        found = {place for place in (*places, *units.get(key, ())) if place is not None}
        marks[key] = [APART] if is_apart else [ORDINARY, *sorted(place.hex[-12:] for place in found)]
    for key, (of, filed_by) in told.items():
        marks[key] = marks[of] if filed_by is None or marks[of] == [APART] else [*marks[of], f"u{filed_by}"]
    return {key: " ".join(each) for key, each in marks.items()}


def _townships(apps):
    report, case = apps.get_model("cases", "Report").objects, apps.get_model("cases", "Case").objects

    def marks(keys):
        found = [*case.filter(pk__in=keys).values_list("pk", "township")]
        found += report.filter(pk__in=keys).values_list("pk", "township")
        return {key: township.hex if township else "" for key, township in found}

    return marks


def _swap(documents, changed, marks):
    """The index and the column, of documents whose object is still there."""
    rows = [(one, marks[one.object_id]) for one in changed if one.object_id in marks]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE search_gram SET grams = ts_delete(grams, string_to_array(was, ' ')) || "
                "array_to_tsvector(string_to_array(new, ' ')) "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (key, was, new) WHERE id = key",
                [[one.id for one, _ in rows], [_z(one.reach) for one, _ in rows], [_z(new) for _, new in rows]],
            )
        else:
            for head, at in (("'delete'", 0), ("NULL", 1)):
                given = [(one.id, f"{_pairs(one.text)} {_z((one.reach, new)[at])}".strip()) for one, new in rows]
                cursor.executemany(
                    f"INSERT INTO search_gram (search_gram, rowid, grams) VALUES ({head}, %s, %s)", given
                )
    for one, new in rows:
        one.reach = new
    documents.bulk_update([one for one, _ in rows], ["reach"], batch_size=500)


def _z(marks):
    return " ".join(f"z{mark}" for mark in marks.split())


def _pairs(folded):
    """The index tokens of a folded text, as on the day of this migration."""
    tokens = set()
    for run in folded.split(" "):
        signs = [*map(_number, run), "0000"]
        tokens.update(first + second for first, second in zip(signs, signs[1:], strict=False))
    return " ".join(sorted(tokens))


def _number(character):
    number, digits = ord(character), ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0006_what_a_unit_had"), ("search", "0002_marks_of_who_may_find_it")]

    operations = [migrations.RunPython(give_marks, take_marks)]
