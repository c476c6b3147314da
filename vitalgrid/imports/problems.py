"""What can go wrong with a file import as a whole. What is wrong with one row is that row's own sentence."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

NO_FILE = define("imports.no_file", 422, _("There is no file %(path)s."))
NOT_READABLE = define("imports.not_readable", 422, _("%(path)s cannot be read as %(form)s: %(why)s."))
UNKNOWN_FORM = define(
    "imports.unknown_form",
    422,
    _("%(path)s is none of the forms that can be imported: %(forms)s. Save it as one of them."),
)
NO_HEADER = define("imports.no_header", 422, _("%(path)s has no line with the names of the columns."))
UNKNOWN_KIND = define("imports.unknown_kind", 422, _("%(given)s cannot be imported. Use one of: %(kinds)s."))
BAD_MAPPING = define("imports.bad_mapping", 422, _("The mapping is not in order: %(finding)s"))
MISSING_COLUMNS = define(
    "imports.missing_columns",
    422,
    _("The file has no column %(columns)s, which the mapping names. It has: %(has)s."),
)
NOT_FILLED = define(
    "imports.not_filled",
    422,
    _("Nothing fills the field %(fields)s. Name a column for it in the mapping, or name the file's column so."),
)
