"""Things by the codes that addresses and bodies carry."""

from datetime import date
from uuid import UUID

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit.geometry.frames import frame_named
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, NOT_FOUND, Problem


def area_id(code: str, on: date | None = None) -> UUID | None:
    """The area that has the code on the day (today); None when there is none: the actions then say so."""
    area = net().area_by_code(code, on) if code else None
    return area.id if area else None


def unit_id(code: str) -> UUID | None:
    """The unit that has the code today, else None."""
    unit = net().unit_by_code(code) if code else None
    return unit.id if unit else None


def wanted_area(code: str, on: date | None = None) -> UUID:
    """The area that has the code on the day (today). Raises `kit.not_found`."""
    found = area_id(code, on)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def wanted_unit(code: str) -> UUID:
    """The unit that has the code today. Raises `kit.not_found`."""
    found = unit_id(code)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def user_id(username: str) -> int:
    """The account that signs in so. Raises `kit.not_found`."""
    found = User.objects.filter(username=username.strip().lower()).values_list("pk", flat=True).first()
    if found is None:
        raise Problem(NOT_FOUND, field="username")
    return found


def known_frame(name: str) -> str:
    """The frame of coordinates. Raises `kit.not_a_choice`."""
    try:
        return frame_named(name)
    except ValueError as error:
        raise Problem(NOT_A_CHOICE, field="frame") from error
