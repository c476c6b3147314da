"""What can go wrong when the net changes."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

CODE_TAKEN = define("grids.code_taken", 409, _("The code %(code)s is in use on that day. Choose another one."))
BAD_CODE = define("grids.bad_code", 422, _("A code has no spaces and none of the signs / @ |."))
BAD_LEVEL = define("grids.bad_level", 422, _("An area of level %(level)s cannot stand below %(parent)s."))
NOT_OPEN = define("grids.not_open", 409, _("%(name)s has ended or ends already. Choose what follows it."))
TOO_EARLY = define("grids.too_early", 422, _("The day of effect must be %(earliest)s or later: what is past stays."))
NOT_SIBLINGS = define("grids.not_siblings", 422, _("Only areas right below the same area can change together."))
CHILD_LEFT = define("grids.child_left", 422, _("Say which of the new areas takes %(codes)s."))
CHILD_UNKNOWN = define("grids.child_unknown", 422, _("%(codes)s is not right below, or is taken twice."))
HAS_CHILDREN = define("grids.has_children", 409, _("%(name)s still has areas below it. End or move them first."))
CHANGE_AHEAD = define("grids.change_ahead", 409, _("Another change of %(codes)s begins after that day. Undo it first."))
OUTLINE_FAULT = define("grids.outline_fault", 422, _("%(what)s; %(mend)s."))
OUTLINES_DO_NOT_FIT = define("grids.outlines_do_not_fit", 422, _("The outlines do not fit. Each place is named below."))
CUT_MISSES = define(
    "grids.cut_misses",
    422,
    _("The line does not cut the area in two. Draw it from beyond one border to beyond another."),
)
NOTHING_CHANGES = define(
    "grids.nothing_changes", 422, _("Draw a line to divide it, or choose a neighbour to merge it with.")
)
CHANGE_BEGUN = define(
    "grids.change_begun", 409, _("This change has taken effect already. Re-divide again from a later day.")
)
CHANGE_IN_USE = define(
    "grids.change_in_use", 409, _("Something was built on this change since: %(what)s. Take that back first.")
)
FAULT_GONE = define("grids.fault_gone", 409, _("This fault is not there any more. Look at the check again."))
FAULT_NOT_SAFE = define(
    "grids.fault_not_safe",
    409,
    _("This is too much land for a slip of the pen. Set the outline by hand, or re-divide on a day."),
)
MEND_UNDONE = define("grids.mend_undone", 409, _("Nothing is left to take back here: the outline is as it was."))
MEND_BUILT_ON = define(
    "grids.mend_built_on",
    409,
    _("The outline of %(name)s was changed again since. Set it by hand, so that the later change is not lost."),
)
OUTLINE_MISSING = define("grids.outline_missing", 422, _("Give every new area its outline: %(codes)s."))

USER_OFF = define("grids.user_off", 409, _("This account is switched off. Switch it on or choose somebody else."))
NO_SUCH_ROLE = define("grids.no_such_role", 422, _("Choose one of the roles offered."))
PLACE_DOES_NOT_FIT = define("grids.place_does_not_fit", 422, _("This role is not held there: choose another place."))
PLACE_ENDED = define("grids.place_ended", 409, _("%(name)s does not exist on that day."))
DUTIES_CLASH = define(
    "grids.duties_clash",
    409,
    _("One person must not hold %(one)s and %(other)s together. End the other post first or choose somebody else."),
)
ALREADY_HELD = define("grids.already_held", 409, _("This person holds the post already."))
POST_TAKEN = define("grids.post_taken", 409, _("%(who)s holds this post. Hand it over instead, or end it first."))
UNKNOWN_DUTY = define("grids.unknown_duty", 422, _("There is no duty area %(codes)s."))
WRONG_SOURCE = define(
    "grids.wrong_source", 422, _("Workers of this kind do not come from there. Choose another source.")
)
POST_ENDED = define("grids.post_ended", 409, _("This post has ended already."))
BEFORE_START = define("grids.before_start", 422, _("The day lies before the first day of the post."))
CONFIRMED_ALREADY = define("grids.confirmed_already", 409, _("This handover has been confirmed already."))
