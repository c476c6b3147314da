"""What can go wrong in the loop, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

WRONG_STATE = define("cases.wrong_state", 409, _("This case is now “%(state)s”, so this cannot be done. Look again."))
NOT_YOURS = define("cases.not_yours", 403, _("This is another post's turn. You may leave a note inside."))
EXECUTOR = define("cases.executor", 403, _("Whoever handled it does not verify it. Leave this to somebody else."))
NO_CHANGE = define("cases.no_change", 422, _("It is like that already. Choose something else."))
UNKNOWN_UNIT = define("cases.unknown_unit", 422, _("There is no such unit today. Choose one from the list."))
UNKNOWN_AREA = define("cases.unknown_area", 422, _("There is no such area today. Choose one from the list."))
UNKNOWN_CATEGORY = define("cases.unknown_category", 422, _("There is no such category. Choose one from the list."))
UNKNOWN_REASON = define("cases.unknown_reason", 422, _("Choose one of the reasons in the list."))
TELEPHONE_IN_ADDRESS = define(
    "cases.telephone_in_address",
    422,
    _("Addresses are kept, so no telephone number may stand in one. Send it by POST to /api/v1/cases/search."),
)
UNKNOWN_CASE = define("cases.unknown_case", 422, _("There is no such case that you can see. Check the code."))
UNKNOWN_VERB = define("cases.unknown_verb", 422, _("Choose one of the acts that answer the reporter."))
UNKNOWN_PLACEHOLDER = define(
    "cases.unknown_placeholder", 422, _("{%(unknown)s} stands for nothing. These are filled in: %(known)s.")
)
SAME_CASE = define("cases.same_case", 422, _("A case cannot be joined to itself. Give the code of the other one."))
NOT_JOINABLE = define("cases.not_joinable", 422, _("That case cannot take this one: %(why)s."))
NOT_UNDOABLE = define("cases.not_undoable", 409, _("This can no longer be undone, because something followed it."))
UNDO_OTHERS = define("cases.undo_others", 403, _("%(who)s did this. Only who did it can take it back; ask them."))
UNDO_TOO_LATE = define(
    "cases.undo_too_late", 409, _("It is too late to take this back: it counts now. Correct it by the next step.")
)
ASIDE_OVERDUE = define(
    "cases.aside_overdue",
    409,
    _("What is overdue or over cannot be laid aside. Deal with it or press for it."),
)
ASIDE_TOO_FAR = define("cases.aside_too_far", 422, _("Seven days at most. Choose an earlier moment."))
PAST_MOMENT = define("cases.past_moment", 422, _("This moment has passed. Give a later one."))
BAD_MOMENT = define("cases.bad_moment", 422, _("Give a day and time such as 2026-03-05 14:30."))
BAD_LIMIT = define("cases.bad_limit", 422, _("Give a limit such as 3 wd (working days) or 24 h (hours)."))
TOO_FAR = define("cases.too_far", 422, _("At most %(limit)s is allowed for this reason."))
EXTENSION_PENDING = define("cases.extension_pending", 409, _("More time was asked for already. Wait for the decision."))
NO_EXTENSION = define("cases.no_extension", 409, _("Nobody asked for more time on this case."))
EXTENSION_LIMIT = define("cases.extension_limit", 409, _("No further extension is possible for this case."))
NOT_STATION = define("cases.not_station", 422, _("The township assigns to its own stations. Send this up to the city."))
AT_CITY = define("cases.at_city", 409, _("The city's centre has this case already."))
AT_TOWNSHIP = define("cases.at_township", 409, _("The township has this case already, or its place names no township."))
EXPLAIN_FIRST = define("cases.nothing_to_rate", 422, _("Say whether it is solved or whether you are satisfied."))
TOO_LATE_TO_REOPEN = define(
    "cases.too_late_to_reopen", 409, _("It was closed more than %(days)s days ago. Please file a new report.")
)
TOO_LATE_FOR_REVIEW = define("cases.too_late_for_review", 409, _("A review can be asked for within 30 days only."))
NO_MORE_REVIEW = define("cases.no_more_review", 409, _("Both reviews are done. The way to a court stays open."))
CHECK_ASKED = define("cases.check_asked", 409, _("Somebody is asked to look already. Wait for what they find."))
PLACE_FIRST = define(
    "cases.place_first", 409, _("Nobody can be sent: the case has no place yet. Have intake set it, or ask by phone.")
)
NO_DESCRIPTION = define("cases.no_description", 422, _("Say in a few words what is the matter."))
BAD_PLACE = define("cases.bad_place", 422, _("This place cannot be right. Give longitude and latitude in degrees."))
BAD_FRAME = define("cases.bad_frame", 422, _("The frame is one of wgs84, gcj02, bd09."))
OUTSIDE = define("cases.outside", 422, _("This place lies outside the city. Move the pin, or describe the place."))
NAME_NEEDED = define("cases.name_needed", 422, _("This kind of matter needs a name and a telephone number."))
BAD_EMAIL = define("cases.bad_email", 422, _("This does not look like an e-mail address."))
FUTURE = define("cases.future", 422, _("This moment lies in the future. Give when it happened."))
BAD_LINK = define("cases.bad_link", 404, _("This link is not valid. Use the link or the QR code that you were given."))
REASON_NEEDED = define("cases.reason_needed", 422, _("Say why you need to see this. It is written into the journal."))
NO_CONTACT = define("cases.no_contact", 404, _("The reporter left no way to be reached."))
NOT_ITS_PHOTO = define("cases.not_its_photo", 422, _("Choose among the photos of this case."))
PHOTOS_STAY_INSIDE = define(
    "cases.photos_stay_inside", 422, _("Photos of such a matter are not shown to everybody. Publish the words alone.")
)
NOT_PUBLISHED = define("cases.not_published", 409, _("Publish the result first; then choose its photos."))
TOO_MANY_PHOTOS = define("cases.too_many_photos", 422, _("At most %(limit)s photos fit."))
SPLIT_EMPTY = define("cases.split_empty", 422, _("Give two to %(limit)s parts, one a line, each in its own words."))
PROPOSED_SELF = define("cases.proposed_self", 422, _("Propose the unit that should have it, not your own."))
CHILDREN_OPEN = define("cases.children_open", 409, _("Close the cases below this one first: %(codes)s."))
NO_PARENT = define("cases.no_parent", 409, _("This case stands on its own; there is nothing to undo."))
