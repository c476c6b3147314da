"""Which kinds of files can be imported."""

from vitalgrid.city.grids import importer as grids
from vitalgrid.foundation.kit.importing import Importer
from vitalgrid.loop.cases import importer as cases

IMPORTERS: dict[str, Importer] = {importer.kind: importer for importer in (*grids.IMPORTERS, *cases.IMPORTERS)}
