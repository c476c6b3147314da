"""Every write of the net."""

from vitalgrid.city.grids.actions.areas import (
    create_area,
    end_area,
    merge_areas,
    redivide_area,
    redraw_areas,
    rename_area,
    set_boundary,
    set_households,
)
from vitalgrid.city.grids.actions.division import NewArea
from vitalgrid.city.grids.actions.mending import mend_fault, undo_mend
from vitalgrid.city.grids.actions.posts import (
    NewPost,
    appoint_post,
    change_post,
    confirm_handover,
    end_post,
    hand_over_post,
)
from vitalgrid.city.grids.actions.undoing import undo_change
from vitalgrid.city.grids.actions.units import NewUnit, create_unit, end_unit, replace_units

__all__ = [
    "NewArea",
    "NewPost",
    "NewUnit",
    "appoint_post",
    "change_post",
    "confirm_handover",
    "create_area",
    "create_unit",
    "end_area",
    "end_post",
    "end_unit",
    "hand_over_post",
    "mend_fault",
    "merge_areas",
    "redivide_area",
    "redraw_areas",
    "rename_area",
    "replace_units",
    "set_boundary",
    "set_households",
    "undo_change",
    "undo_mend",
]
