"""Whose files: one's own, and nobody else's."""

from uuid import UUID

from django.db.models import QuerySet

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem


def own(by: Actor) -> "QuerySet[ExportJob]":
    """The jobs of `by`."""
    return ExportJob.objects.filter(owner=by.user_id or 0)


def access_job(by: Actor, number: UUID) -> ExportJob:
    """One of the jobs of `by`. Raises `kit.not_found`, for somebody else's too."""
    job = own(by).filter(pk=number).first()
    if job is None:
        raise Problem(NOT_FOUND)
    return job
