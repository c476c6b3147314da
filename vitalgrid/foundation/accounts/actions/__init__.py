"""Every write of the room: users, their passwords and sessions, what the sign-in page saw, and keys."""

from vitalgrid.foundation.accounts.actions.keys import actor_for_api_key, issue_key, revoke_key
from vitalgrid.foundation.accounts.actions.passwords import change_password, require_longer_password
from vitalgrid.foundation.accounts.actions.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    note_session_seen,
)
from vitalgrid.foundation.accounts.actions.signing_in import (
    record_confirmation,
    record_failure,
    record_lock,
    record_second_factor,
    record_sign_in,
    record_sign_out,
)
from vitalgrid.foundation.accounts.actions.users import (
    NewUser,
    change_email,
    change_language,
    create_user,
    create_users,
    disable_user,
    enable_user,
    register_resident,
    reset_user,
)

__all__ = [
    "NewUser",
    "actor_for_api_key",
    "change_email",
    "change_language",
    "change_password",
    "create_user",
    "create_users",
    "disable_user",
    "enable_user",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "issue_key",
    "note_session_seen",
    "record_confirmation",
    "record_failure",
    "record_lock",
    "record_second_factor",
    "record_sign_in",
    "record_sign_out",
    "register_resident",
    "require_longer_password",
    "reset_user",
    "revoke_key",
]
