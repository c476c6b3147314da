"""Where people can go, on one screen: rail, phone tabs, public head and foot, account menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.foundation.kit.navigation import Item

NAVIGATION = (
    Item("queue", _("Queue"), "inbox", "console:queue", ("case.view",), press="q"),
    Item("map", _("Map"), "map", "console:map", ("case.view",), press="p"),
    Item("hotline", _("Take a call"), "phone-call", "hotline:desk", ("report.file_on_behalf",), press="h"),
    Item("staffing", _("Staffing"), "users", "grids:staffing", ("staffing.view",), press="s"),
    Item("overview", _("Overview"), "gauge", "console:overview", ("figures.view",), press="o"),
    Item("catalogue", _("Admitted matters"), "list-checks", "cases:catalogue", ("case.view",), press="c", is_low=True),
    Item("figures", _("Figures"), "chart-column", "figures:list", ("figures.view",), press="f"),
    Item("journal", _("Journal"), "book-open", "console:journal", ("journal.view",), press="j"),
    Item("outbox", _("Messages"), "mail", "console:outbox", ("outbox.manage",), press="m", is_low=True),
    Item("replies", _("Standard answers"), "message-square-text", "console:replies", ("reply.manage",), is_low=True),
    Item("phone", _("Phone pages"), "smartphone", "staff:today", ("task.do",), is_low=True),
    Item("calendar", _("Working days"), "calendar-days", "calendar:year", ("calendar.manage",), press="d", is_low=True),
    Item("accounts", _("Accounts"), "user-cog", "account_people", ("account.manage",), press="a", is_low=True),
    Item("keys", _("API keys"), "key-round", "account_keys", ("key.manage",), is_low=True),
    Item("files", _("My files"), "download", "exports:list", ("case.view", "account.manage"), is_low=True),
    Item("notices", _("Notices"), "bell", "console:notices", ("case.view", "account.manage"), press="n", is_low=True),
    Item("today", pgettext_lazy("tab", "Today"), "calendar-check", "staff:today", ("task.do",), face="field"),
    Item(
        "report", pgettext_lazy("tab", "Report"), "plus", "staff:report", ("report.file",), face="field", is_raised=True
    ),
    Item("my_tasks", _("Tasks"), "clipboard-list", "staff:tasks", ("task.do",), face="field"),
    Item("mine", pgettext_lazy("tab", "Me"), "user", "staff:mine", face="field"),
    Item("devices", _("Sign-in and devices"), "shield", "account_overview", face="account"),
    Item("own_keys", _("Keys"), "keyboard", "console:keys", ("case.view",), face="account"),
    Item("password", _("Change the password"), "key-round", "account_change_password", face="account"),
    Item("second_factor", _("Second factor"), "smartphone", "mfa_index", face="account"),
    Item("my_reports", _("My reports"), "user", "residents:mine", face="public"),
    Item("chart", _("Who is responsible where"), "map-pin", "grids:chart", face="foot"),
    Item("privacy", _("How your data is used"), "shield", "residents:privacy", face="foot"),
    Item("accessibility", _("Accessibility"), "accessibility", "residents:accessibility", face="foot"),
    Item("staff_entry", _("Staff entrance"), "log-in", "account_login", face="foot"),
)
