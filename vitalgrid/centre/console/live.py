"""What an open console asks every two seconds, and what it tells: which case is open on this screen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.actions import be_at
from vitalgrid.centre.console.desks import tabs_for
from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.own import MOST_MOVED, news_in, news_scalar, stamp_scalars
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.queries import END, changed_ids, cursor_from, mark_scalars, place_in
from vitalgrid.foundation.kit.kept import KeptAnswers
from vitalgrid.foundation.kit.scalars import Scalar
from vitalgrid.loop.cases.queries.listing import CaseFilter

# A text for each person's rights and list: both are in the key, as they are at this request, with the net that they
# were read from. What the answer is, the database says anew each time.
_LIVE = KeptAnswers(most=300, xid=int, number=int)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """What moved since `since`, what of it stands in this address's list, who looks at what; 304 while nothing did.

    One statement beside that of the session.
    """
    by, since = staff(request), request.GET.get("since", "")
    wanted = CaseFilter.from_query({"view": tabs_for(by)[0].view} | request.GET.dict())
    *marks, text = _asked(by, wanted, since)
    end, etag = _mark_of(marks)
    if request.headers.get("If-None-Match", "") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    told: dict[str, object] = {"mark": end, "counts": {"notices": marks[2]}}
    if since:
        news = news_in(text, wanted, is_old=since.partition(".")[0] != end.partition(".")[0])  # restored since
        told |= {"moved": news.moved, "listed": news.listed, "present": news.present, "stale": not news.is_all}
    return JsonResponse(told, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def _asked(by: Actor, wanted: CaseFilter, since: str) -> list[Any]:
    """The marks of the feed and of this person, and behind them what moved since."""
    xid, number = place_in(since) or END

    def make(xid: int, number: int) -> list[Scalar]:
        moved = changed_ids("case", xid, number, most=MOST_MOVED)
        return [*mark_scalars(), *stamp_scalars(by), news_scalar(by, wanted, moved)]

    wanted = replace(wanted, q="words" if wanted.q else "")  # which words they are does not matter here
    return _LIVE.answers((by.user_id, by.grants, net().stamp, wanted), make, xid=xid, number=number)


def _mark_of(marks: Sequence[Any]) -> tuple[str, str]:
    """The mark of the feed, and the ETag that says whether anything is new beside it."""
    last, epoch, unread, others, latest = marks
    end = cursor_from(last, epoch)
    return end, quote_etag(f"{end}.{unread}.{others}.{latest}")


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """This screen has this case open now; with no code, none any more."""
    be_at(by=staff(request), code=request.POST.get("code", "")[:16])
    return HttpResponse(status=204)
