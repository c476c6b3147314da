"""Problems at the fields of a form."""

from django import forms

from vitalgrid.foundation.kit.problems import REQUIRED, Problem


def attach(form: forms.BaseForm, problem: Problem) -> None:
    """Put `problem` and what it carries onto `form`: at the field each names, else at the top.

    A page then renders the form again with the problem's status:

        try:
            case = actions.do_this(by=request.actor, **form.cleaned_data)
        except Problem as problem:
            attach(form, problem)
            return render(request, "…", {"form": form}, status=problem.kind.status)

    A problem of 404 is raised on: what somebody may not see has no form.
    """
    if problem.kind.status == 404:
        raise problem
    if not hasattr(form, "cleaned_data"):
        form.is_valid()
    told: set[str] = set()
    for one in problem.errors or [problem]:
        if one.field in form.fields and one.field not in told:
            form.errors.pop(one.field, None)  # the rule's own words, not the form's and the rule's one above the other
            told.add(one.field)
        form.add_error(one.field if one.field in form.fields else None, one.sentence)


class PlainForm(forms.Form):
    """A form in the shell's look: no colon after labels, our words for what is missing, texts of four lines."""

    use_required_attribute = True
    required_css_class = "must"

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED.sentence  # type: ignore[assignment]
            if isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") == "10":
                field.widget.attrs["rows"] = "4"  # Django's ten lines fill a phone


class DayInput(forms.DateInput):
    """A day as browsers want it, 2026-03-05, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")
