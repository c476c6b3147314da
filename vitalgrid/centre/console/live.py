"""What an open console asks every two seconds, and what it tells: which case is open on this screen."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.actions import be_at
from vitalgrid.centre.console.desks import tabs_for
from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.own import MOST_MOVED, news_for, stamp_scalars
from vitalgrid.foundation.changes.queries import changed_ids, cursor_from, mark_scalars
from vitalgrid.foundation.kit.scalars import answers
from vitalgrid.loop.cases.queries.listing import CaseFilter


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """What moved since `since`, what of it stands in this address's list, who looks at what; 304 while nothing did.

    One statement tells whether there is anything new, a second one what.
    """
    by, since = staff(request), request.GET.get("since", "")
    last, epoch, unread, others, latest = answers([*mark_scalars(), *stamp_scalars(by)])
    end = cursor_from(last, epoch)
    etag = quote_etag(f"{end}.{unread}.{others}.{latest}")
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    told: dict[str, object] = {"mark": end, "counts": {"notices": unread}}
    if since:
        wanted = CaseFilter.from_query({"view": tabs_for(by)[0].view} | request.GET.dict())
        is_old = since.partition(".")[0] != end.partition(".")[0]  # the instance was restored since
        moved = changed_ids("case", since, most=MOST_MOVED) if since != end and not is_old else None
        news = news_for(by, wanted, moved)
        told |= {"moved": news.moved, "listed": news.listed, "present": news.present}
        told["stale"] = is_old or not news.is_all
    return JsonResponse(told, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """This screen has this case open now; with no code, none any more."""
    be_at(by=staff(request), code=request.POST.get("code", "")[:16])
    return HttpResponse(status=204)
