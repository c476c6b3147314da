"""Where files lie: in a folder of the instance, for the owner of the process alone, never under a public address."""

from pathlib import Path

from django.conf import settings

from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.kit.tables import FORMATS


def folder() -> Path:
    """The folder of the files, made when it is not there."""
    place = Path(settings.DATA) / "exports"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(job: ExportJob) -> Path:
    """The file of a job."""
    return folder() / f"{job.pk}.{FORMATS[job.form].ending}"
