"""Periodic work and what is measured, on one screen.

A job is (name, dotted path of a function without arguments, every so many seconds). One worker at a time runs it; a
shared one runs in every worker, because it claims its own rows.
"""

from vitalgrid.foundation.kit.schedule import Job

DAY = 24 * 3600.0

JOBS = (
    Job("journal.seal", "vitalgrid.foundation.journal.jobs.seal", 30),
    Job("changes.react", "vitalgrid.foundation.changes.jobs.run_reactions", 1, is_shared=True),
    Job("cases.sweep", "vitalgrid.loop.cases.jobs.sweep_clocks", 30),
    Job("cases.forget", "vitalgrid.loop.cases.jobs.forget_passed", DAY / 4),
    Job("outbox.send", "vitalgrid.foundation.outbox.jobs.send", 2, is_shared=True),
    Job("outbox.erase", "vitalgrid.foundation.outbox.jobs.erase_old", DAY / 4),
    Job("exports.write", "vitalgrid.foundation.exports.jobs.run_exports", 2, is_shared=True),
    Job("console.digests", "vitalgrid.centre.console.jobs.send_digests", 300),
    Job("exports.expire", "vitalgrid.foundation.exports.jobs.expire_exports", DAY / 24),
    Job("accounts.forget", "vitalgrid.foundation.accounts.jobs.forget_expired", DAY / 4),
    Job("kit.forget_keys", "vitalgrid.foundation.kit.jobs.forget_old_keys", DAY / 4),
)

# Functions without arguments that give `kit.metrics.Sample`s for /metrics. Each costs a few quick statements.
METRICS = (
    "vitalgrid.foundation.kit.metrics.job_samples",
    "vitalgrid.foundation.kit.metrics.disk_samples",
    "vitalgrid.foundation.journal.queries.samples",
    "vitalgrid.foundation.changes.queries.samples",
    "vitalgrid.foundation.outbox.queries.samples",
)
