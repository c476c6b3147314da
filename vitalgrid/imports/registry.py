"""Which kinds of files can be imported."""

from vitalgrid.foundation.kit.importing import Importer
from vitalgrid.loop.cases import importer as cases

IMPORTERS: dict[str, Importer] = {importer.kind: importer for importer in (*cases.IMPORTERS,)}
