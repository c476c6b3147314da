"""One post for its page."""

from dataclasses import dataclass
from uuid import UUID

from vitalgrid.city.grids.access import access_place, require
from vitalgrid.city.grids.models import DutyArea, Handover, Post
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.city.grids.rules.settings import usual_duties
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

VIEW = "staffing.view"


@dataclass(frozen=True)
class PostPage:
    """A post with its place, its duties in words, and the handovers before and after it."""

    post: Post
    place: KnownArea | KnownUnit | None
    role_label: str
    duties: list[str]
    is_usual: bool
    is_held: bool
    handover_in: Handover | None
    handover_out: Handover | None
    may_confirm: bool

    @property
    def who(self) -> str:
        """The holder's name."""
        return str(self.post.user)


def post_for_page(by: Actor, post_id: UUID, permission: str = VIEW) -> PostPage:
    """The post, for its holder or for whom `permission` reaches. Raises `kit.forbidden`, `kit.not_found`."""
    known = net()
    post = Post.objects.select_related("user", "predecessor__user").filter(pk=post_id).first()
    is_own = post is not None and permission == VIEW and by.user_id == post.user_id
    if not is_own:
        require(by, permission)
        if post is None:
            raise Problem(NOT_FOUND)
        access_place(by, post.area_id, post.unit_id, permission)
    assert post is not None
    today = known.today()
    rows = {duty.code: str(duty) for duty in DutyArea.objects.all()}
    usual = usual_duties(known.city.settings if known.city else {}, post.role, list(rows))
    handovers = list(
        Handover.objects.filter(to_post=post).select_related("from_post__user", "to_post__user", "confirmed_by")
    ) + list(Handover.objects.filter(from_post=post).select_related("from_post__user", "to_post__user", "confirmed_by"))
    came = next((h for h in handovers if h.to_post_id == post.pk), None)
    went = next((h for h in handovers if h.from_post_id == post.pk), None)
    return PostPage(
        post=post,
        place=known.areas.present(post.area_id, today) or known.units.present(post.unit_id, today),
        role_label=str(ROLES[post.role].label) if post.role in ROLES else post.role,
        duties=[rows.get(code, code) for code in (post.duties or usual)],
        is_usual=not post.duties,
        is_held=post.is_held_on(today),
        handover_in=came,
        handover_out=went,
        may_confirm=came is not None and came.confirmed_at is None and by.user_id == post.user_id,
    )
