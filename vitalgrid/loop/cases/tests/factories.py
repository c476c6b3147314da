"""A small catalogue over the small city of `grids`, and cases brought to where a test needs them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from vitalgrid.city.grids.models import DutyArea
from vitalgrid.city.grids.queries import touch
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import sign_in
from vitalgrid.foundation.calendar.models import CityClock
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.actions import NewReport, Receipt, move_case, receive_report
from vitalgrid.loop.cases.models import Case, Category, Matter, Reason, StageLimit

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 10:00 in the small city

# code, name, parent, procedure, contact, resolve, urgency, lead unit, station kind
CATEGORIES = [
    ("03", "演示·环境卫生", "", "ordinary", "4 wh", "2 wd", "normal", "hygiene", ""),
    ("0301", "演示·垃圾乱堆", "03", "ordinary", "4 wh", "2 wd", "normal", "hygiene", "cleaning"),
    ("04", "演示·市政设施", "", "ordinary", "24 h", "5 wd", "normal", "water", ""),
    ("0404", "演示·供水", "04", "ordinary", "2 h", "24 h", "urgent", "water", ""),
    ("01", "演示·矛盾纠纷", "", "mediation", "24 h", "30 d", "normal", "hygiene", "justice"),
    ("12", "演示·信访诉求", "", "petition", "15 d", "60 d", "normal", "petitions", ""),
    ("13", "演示·突发事件", "", "emergency", "15 min", "2 h", "extra", "water", ""),
    ("14", "演示·作风投诉", "", "integrity", "24 h", "15 d", "normal", "discipline", ""),
]
STAGES = [
    ("triage", "", "", "30 wmin"),
    ("triage", "extra", "", "15 min"),
    ("assign", "", "", "30 wmin"),
    ("accept", "", "", "2 wh"),
    ("verify", "", "", "1 wd"),
    ("close", "", "", "1 wd"),
    ("ruling", "", "", "1 wd"),
    ("review", "", "petition", "30 d"),
    ("triage", "", "petition", "15 d"),
]
REASONS = [
    ("pause_cause", "weather", "演示·天气", "10 d"),
    ("pause_cause", "awaiting_resident", "演示·等反映人", "15 d"),
    ("pause_cause", "ownership_ruling", "演示·权属裁定", "5 d"),
    ("return_ground", "not_our_duty", "演示·不属本单位职责", ""),
    ("not_accepted", "no_power", "演示·不属受理范围", ""),
    ("extension_reason", "material", "演示·等材料", "10 wd"),
]


@dataclass
class Loop:
    """The small city with its catalogue, and the fixed cast."""

    city: SmallCity
    categories: dict[str, Category] = field(default_factory=dict)

    def actor(self, name: str, **given: Any) -> Actor:
        """Who holds the post `name` (see `grids.tests.factories.small_city`)."""
        return self.city.actor(name, **given)

    def sign_in(self, client: Client, who: str) -> Client:
        """Sign in who holds the post `who`, as if the second factor had been shown. Returns the client."""
        sign_in(client, self.city.user(who))
        session = client.session
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(self.city.user(who).pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": clock.now().timestamp()}]
        session.save()
        return client

    def report(self, by: Actor | None = None, **given: Any) -> Receipt:
        """A report by a resident, with place, unless said otherwise."""
        lon, lat = self.city.middle(given.pop("at", "1-1-1-1"))
        fields = {"description": "演示:巷口垃圾堆了三天,没人清。", "source": "resident", "lon": lon, "lat": lat}
        return receive_report(by=by or Actor.resident(), report=NewReport(**{**fields, **given}))

    def move(self, code: str, verb: str, who: str, **data: Any) -> Case:
        """One verb by the post `who`."""
        return move_case(by=self.actor(who), code=code, verb=verb, data=data)

    def accepted(self, category: str = "0404", **given: Any) -> Receipt:
        """A case that intake has accepted."""
        receipt = self.report(**given)
        self.move(receipt.code, "accept", "intake", category=category)
        return receipt

    def assigned(self, unit: str = "water", category: str = "0404", **given: Any) -> Receipt:
        """A case that was assigned to `unit`."""
        receipt = self.accepted(category, **given)
        self.move(receipt.code, "assign", "dispatch", unit=unit)
        return receipt

    def in_progress(self, **given: Any) -> Receipt:
        """A case that the water works have accepted."""
        receipt = self.assigned(**given)
        self.move(receipt.code, "take", "water")
        return receipt

    def handled(self, **given: Any) -> Receipt:
        """A case that the water works have handled."""
        receipt = self.in_progress(**given)
        self.move(receipt.code, "handle", "water", outcome="done", answer="演示:已修好。")
        return receipt

    def closed(self, **given: Any) -> Receipt:
        """A case that was verified and closed as done."""
        receipt = self.handled(**given)
        self.move(receipt.code, "pass", "inspection", text="演示:看过了。")
        self.move(receipt.code, "close", "inspection", outcome="done", answer="演示:已经修好,谢谢您。")
        return receipt


def small_loop(depth: int = 4) -> Loop:
    """The small city, its calendar (Monday to Friday 8:30–12:00, 14:30–18:00) and its catalogue."""
    city = small_city(depth)
    CityClock.objects.get_or_create(
        defaults={"time_zone": "Asia/Shanghai", "week": dict.fromkeys(WEEKDAYS, ["08:30-12:00", "14:30-18:00"])}
    )
    made = Loop(city)
    for n, (code, name, parent, procedure, contact, resolve, urgency, unit, station) in enumerate(CATEGORIES):
        made.categories[code] = Category.objects.create(
            code=code,
            name=name,
            name_en=f"Demo {code}",
            parent=made.categories.get(parent),
            procedure=procedure,
            contact_limit=contact,
            resolve_limit=resolve,
            urgency=urgency,
            lead_unit=city.units[unit],
            station_kind=station,
            platform="services",
            position=n,
        )
    Matter.objects.create(
        code="0404-01",
        category=made.categories["0404"],
        duty_area=DutyArea.objects.first(),
        name="演示·水管爆裂",
        resolve_limit="12 h",
        effective_on=date(2020, 1, 1),
    )
    StageLimit.objects.bulk_create(StageLimit(stage=s, urgency=u, procedure=p, limit=x) for s, u, p, x in STAGES)
    Reason.objects.bulk_create(Reason(kind=k, code=c, name=n, max_limit=m) for k, c, n, m in REASONS)
    touch()
    return made
