"""What can be wrong with a file that somebody sends. Each sentence says what to do instead."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

UNKNOWN_PHOTO = define("files.unknown_photo", 422, _("This photo has not arrived. Please add it again."))
EMPTY = define("files.empty", 422, _("This file is empty. Choose it again, or take the photo again."))
PHOTO_TOO_LARGE = define(
    "files.photo_too_large", 413, _("This photo is larger than %(limit)s MB. Send a smaller one or a screenshot of it.")
)
TOO_MANY_PIXELS = define(
    "files.too_many_pixels",
    422,
    _("This picture has %(found)s million pixels; at most %(limit)s million can be taken. Send a smaller one."),
)
NOT_A_PHOTO = define(
    "files.not_a_photo", 422, _("This is not a photo that can be shown here. Send a JPEG, PNG, WebP or GIF picture.")
)
HEIC_UNREADABLE = define(
    "files.heic_unreadable",
    422,
    _("HEIC photos cannot be read here. Set the camera to “most compatible” (JPEG), or send a screenshot."),
)
NAME_DIFFERS = define(
    "files.name_differs",
    422,
    _("The file is called “%(name)s” but holds a %(found)s picture. Save it again under the right kind and send that."),
)
PHOTO_BROKEN = define(
    "files.photo_broken", 422, _("This photo is damaged or incomplete. Send it again, or take the photo again.")
)
DOCUMENT_TOO_LARGE = define(
    "files.document_too_large",
    413,
    _("This document is larger than %(limit)s MB. Send it in parts, or scan it smaller."),
)
NOT_A_DOCUMENT = define(
    "files.not_a_document", 422, _("This is not a PDF document. Save or scan it as PDF and send that.")
)
DOCUMENT_ACTIVE = define(
    "files.document_active",
    422,
    _("This PDF holds programs or other files inside. Print it to a new PDF and send that one."),
)
