"""What an open console asks every two seconds, and what it tells: which case is open on this screen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.actions import be_at
from vitalgrid.centre.console.desks import tabs_for
from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.own import MOST_MOVED, news_in, news_scalar, stamp_scalars
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.queries import changed_ids, cursor_from, mark_scalars
from vitalgrid.foundation.kit.scalars import Scalar, answers
from vitalgrid.loop.cases.queries.listing import CaseFilter


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """What moved since `since`, what of it stands in this address's list, who looks at what; 304 while nothing did.

    One statement beside that of the session. Who says what they know already, and nearly always nothing is new, is
    first asked for that alone; what is new then costs a second one.
    """
    by, since = staff(request), request.GET.get("since", "")
    known = request.headers.get("If-None-Match", "")
    stamps = [*mark_scalars(), *stamp_scalars(by)]
    wanted = CaseFilter.from_query({"view": tabs_for(by)[0].view} | request.GET.dict())
    marks = answers(stamps if known or not since else [*stamps, _news(by, wanted, since)])
    end, etag = _mark_of(marks)
    if known == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    told: dict[str, object] = {"mark": end, "counts": {"notices": marks[2]}}
    if since:
        text = marks[len(stamps)] if not known else answers([_news(by, wanted, since)])[0]
        news = news_in(text, wanted, is_old=since.partition(".")[0] != end.partition(".")[0])  # restored since
        told |= {"moved": news.moved, "listed": news.listed, "present": news.present, "stale": not news.is_all}
    return JsonResponse(told, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def _news(by: Actor, wanted: CaseFilter, since: str) -> Scalar:
    return news_scalar(by, wanted, changed_ids("case", since, most=MOST_MOVED))


def _mark_of(marks: Sequence[Any]) -> tuple[str, str]:
    """The mark of the feed, and the ETag that says whether anything is new beside it."""
    last, epoch, unread, others, latest = marks[:5]
    end = cursor_from(last, epoch)
    return end, quote_etag(f"{end}.{unread}.{others}.{latest}")


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """This screen has this case open now; with no code, none any more."""
    be_at(by=staff(request), code=request.POST.get("code", "")[:16])
    return HttpResponse(status=204)
