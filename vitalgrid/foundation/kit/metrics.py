"""What is measured, in Prometheus' words. Rooms give samples by functions named in `settings.METRICS`."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.registry import Collector

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.models import JobLease


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure now. `name` ends with its unit (`_seconds`, `_total`); labels hold no personal data."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


class _Rooms(Collector):
    def collect(self) -> Iterable[Metric]:
        """Ask every room."""
        metrics: dict[str, Metric] = {}
        for path in import_string(settings.METRICS):
            for sample in import_string(path)():
                metric = metrics.setdefault(sample.name, Metric(sample.name, sample.help, "gauge"))
                metric.add_sample(sample.name, dict(sample.labels), sample.value)
        return metrics.values()


def exposition() -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Rooms())
    return generate_latest(registry)


def job_samples() -> Iterable[Sample]:
    """How the periodic jobs do."""
    now = clock.now()
    for job in JobLease.objects.all():
        labels = {"job": job.name}
        late = max(0.0, (now - job.next_at).total_seconds())
        yield Sample("vitalgrid_job_late_seconds", "How long a periodic job is overdue.", late, labels)
        yield Sample("vitalgrid_job_failures", "Failures since it last went well.", job.failures, labels)


def disk_samples() -> Iterable[Sample]:
    """How much room there is. Ask to be woken well before `kit.health.LEAST_FREE`: then `/readyz` says no."""
    free = shutil.disk_usage(Path(settings.DATA)).free
    yield Sample("vitalgrid_disk_free_bytes", "Free bytes on the volume of the data folder.", free)
