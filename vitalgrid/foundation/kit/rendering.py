"""Fields of forms as markup. Choices and plain inputs, of which a page has hundreds, are written here; what is rare by
Django's own templates. The filters of one list were a quarter of the work for its whole page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
OPTION = "django/forms/widgets/select_option.html"


def _shown(value: Any) -> str:
    """As a template prints a value."""
    return conditional_escape(value if isinstance(value, str) else localize(value))


def _attributes(widget: Widget) -> str:
    told = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{conditional_escape(str(value))}"'
        for name, value in told
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    return f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"{value}{_attributes(widget)}>'


def _option(option: Widget) -> str:
    value = conditional_escape(str(option["value"]))
    return f'<option value="{value}"{_attributes(option)}>{_shown(option["label"])}</option>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget)}>']
    for name, options, _index in widget["optgroups"]:
        inside = [_option(option) for option in options]
        parts += [f'<optgroup label="{_shown(name)}">', *inside, "</optgroup>"] if name else inside
    return "\n".join([*parts, "</select>"])


def _is_plain(widget: Widget) -> bool:
    groups = widget.get("optgroups", ())
    return all(option["template_name"] == OPTION for _name, options, _index in groups for option in options)


WRITERS: dict[str, Callable[[Widget], str]] = {
    "django/forms/widgets/select.html": _select,
    **{f"django/forms/widgets/{kind}.html": _input for kind in ("date", "hidden", "input", "number", "text")},
}


class FormRenderer(DjangoTemplates):
    """The setting `FORM_RENDERER`."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """The markup of one field."""
        write, widget = WRITERS.get(template_name), context.get("widget")
        if write is not None and widget is not None and _is_plain(widget):
            return mark_safe(write(widget))
        return mark_safe(super().render(template_name, context, request))
