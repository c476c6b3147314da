"""Fields and inputs of the net's forms: somebody by name, a code with the names offered, JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.models import User

OFFERED_LEVEL = 2  # units work in the city, a township or a village
NAMED_AT_MOST = 5


class PersonField(forms.CharField):
    """Somebody who has an account, by sign-in name, or by name where only one is called so."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("There is no account with this name. Make it under Accounts first."),
    }

    def clean(self, value: Any) -> Any:
        """The user's id."""
        told = super().clean(value)
        if told in self.empty_values:
            return None
        known = User.objects.filter(username=told.strip().lower()).first()
        if known is not None:
            return known.pk
        called = User.objects.filter(display_name=told.strip(), is_active=True).order_by("username")
        found = list(called.values_list("pk", "username")[: NAMED_AT_MOST + 1])
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"])
        if len(found) > 1:
            logins = ", ".join(login for _pk, login in found[:NAMED_AT_MOST])
            raise forms.ValidationError(
                _("Several people have this name. Give the sign-in name: %(logins)s."), params={"logins": logins}
            )
        return found[0][0]


class OfferingInput(forms.TextInput):
    """A line to type a code in, with the codes and their names offered by the browser."""

    def offers(self) -> Iterable[tuple[str, str]]:
        """Codes and names."""
        raise NotImplementedError

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The line, and the list that belongs to it."""
        known = f"{name}_offers"
        line = super().render(name, value, {**(attrs or {}), "list": known}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offers())
        return format_html('{}<datalist id="{}">{}</datalist>', line, known, options)


class UnitInput(OfferingInput):
    """The code of a unit of today."""

    def offers(self) -> Iterable[tuple[str, str]]:
        """Every unit of today."""
        known = net()
        return ((unit.code, unit.label) for unit in known.units.all_on(known.today()))


class AreaInput(OfferingInput):
    """The code of an area in which a unit can work."""

    def offers(self) -> Iterable[tuple[str, str]]:
        """The city, its townships and villages of today."""
        known = net()
        return ((area.code, area.label) for area in known.areas.all_on(known.today()) if area.level <= OFFERED_LEVEL)


class GeoJsonField(forms.CharField):
    """Text that is JSON."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The JSON value."""
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is not JSON. Paste the whole text of the file.")) from error
