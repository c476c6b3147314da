# ruff: noqa: E501 - one cell is one line
"""Who may move which case: verb → the four cases → everybody of the cast who is not refused.

Written out, without wildcards: whoever changes a role, a reach or a verb changes this
page too, and somebody reads it.
An empty line means that nobody of the cast may. The cases are those of `cast.World`.
"""

NEAR_SEEN = "intake dispatch inspection assessment leader hotline auditor privacy water room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1"
FAR_SEEN = (
    "intake dispatch inspection assessment leader hotline auditor privacy hygiene room-2 head-2 head-2-1 full-2-1-1-1"
)
LOCAL_SEEN = "intake dispatch inspection assessment leader hotline auditor privacy room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1"
INTEGRITY_SEEN = "discipline"

SEEN = {"near": NEAR_SEEN, "far": FAR_SEEN, "local": LOCAL_SEEN, "integrity": INTEGRITY_SEEN}

# verb: (near, far, local, integrity)
VERBS: dict[str, tuple[str, str, str, str]] = {
    "accept": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "answer_at_once": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "refuse": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "join": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "send_up": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "send_down": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "recategorise": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "set_urgency": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "place": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "assign": (
        "dispatch",
        "dispatch",
        "dispatch room-1",
        "discipline",
    ),
    "reassign": (
        "dispatch",
        "dispatch",
        "dispatch room-1",
        "discipline",
    ),
    "assist": (
        "dispatch",
        "dispatch",
        "dispatch room-1",
        "discipline",
    ),
    "rule": (
        "dispatch",
        "dispatch",
        "dispatch",
        "",
    ),
    "take": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "return": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "contact": (
        "intake dispatch inspection assessment hotline water room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "intake dispatch inspection assessment hotline hygiene room-2 head-2 head-2-1 full-2-1-1-1",
        "intake dispatch inspection assessment hotline room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "discipline",
    ),
    "progress": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "pause": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "resume": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "ask_extension": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "decide_extension": (
        "dispatch",
        "dispatch",
        "dispatch room-1 head-1",
        "",
    ),
    "handle_part": (
        "",
        "",
        "",
        "discipline",
    ),
    "handle": (
        "water",
        "hygiene",
        "",
        "discipline",
    ),
    "handle_on_spot": (
        "head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "head-2-1 full-2-1-1-1",
        "head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "",
    ),
    "ask_check": (
        "inspection head-1",
        "inspection head-2",
        "inspection head-1",
        "discipline",
    ),
    "pass": (
        "inspection head-1",
        "inspection head-2",
        "inspection head-1",
        "discipline",
    ),
    "fail": (
        "inspection head-1",
        "inspection head-2",
        "inspection head-1",
        "discipline",
    ),
    "close": (
        "inspection head-1",
        "inspection head-2",
        "inspection head-1",
        "discipline",
    ),
    "press": (
        "inspection head-1 head-1-1",
        "inspection head-2 head-2-1",
        "inspection head-1 head-1-1",
        "",
    ),
    "note": (
        "intake dispatch inspection assessment hotline water room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "intake dispatch inspection assessment hotline hygiene room-2 head-2 head-2-1 full-2-1-1-1",
        "intake dispatch inspection assessment hotline room-1 head-1 head-1-1 head-1-1-1 full-1-1-1-1 officer-1-1",
        "discipline",
    ),
    "exclude": (
        "intake",
        "intake",
        "intake room-1",
        "discipline",
    ),
    "publish": (
        "dispatch inspection",
        "dispatch inspection",
        "dispatch inspection",
        "",
    ),
    "show_photos": (
        "dispatch inspection",
        "dispatch inspection",
        "dispatch inspection",
        "",
    ),
    "unpublish": (
        "dispatch inspection",
        "dispatch inspection",
        "dispatch inspection",
        "",
    ),
    "follow_up": (
        "inspection",
        "inspection",
        "inspection",
        "",
    ),
    "reopen": (
        "intake inspection room-1",
        "intake inspection room-2",
        "intake inspection room-1",
        "discipline",
    ),
    "undo_join": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "split": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "undo_split": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "adopt": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "release": (
        "intake dispatch",
        "intake dispatch",
        "intake dispatch room-1",
        "",
    ),
    "meet": (
        "dispatch",
        "dispatch",
        "dispatch room-1",
        "discipline",
    ),
    "decide_review": (
        "dispatch",
        "dispatch",
        "dispatch",
        "",
    ),
}
