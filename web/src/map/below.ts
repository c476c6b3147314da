// A base map of the city's own choice below ours: raster or vector tiles, in whatever frame their maker keeps.
import type { LayerSpecification, Map as Chart } from "maplibre-gl";
import type { Frame } from "./frames";

export type BaseMap = {
  code: string; kind: "raster" | "vector"; tiles: string[]; frame: Frame; min_zoom: number; max_zoom: number; tile_size: number;
  credit: string; layers: LayerSpecification[];
};

const SOURCE = "below";

/** The base maps that the city has configured. */
export function baseMaps(): BaseMap[] {
  return JSON.parse(document.getElementById("base-maps")?.textContent || "[]") as BaseMap[];
}

/** Put `base` under the layer `above`, in the place of what was there. */
export function putBelow(chart: Chart, base: BaseMap | undefined, above: string): void {
  for (const layer of chart.getStyle().layers) {
    if ("source" in layer && layer.source === SOURCE) chart.removeLayer(layer.id);
  }
  if (chart.getSource(SOURCE)) chart.removeSource(SOURCE);
  if (!base) return;
  const tiles = base.tiles.map((address) => (address.startsWith("/") ? window.location.origin + address : address));
  const told = { tiles, minzoom: base.min_zoom, maxzoom: base.max_zoom };
  if (base.kind === "raster") {
    chart.addSource(SOURCE, { type: "raster", tileSize: base.tile_size, ...told });
    chart.addLayer({ id: SOURCE, type: "raster", source: SOURCE }, above);
    return;
  }
  chart.addSource(SOURCE, { type: "vector", ...told });
  base.layers.forEach((layer, n) => chart.addLayer({ ...layer, id: `${SOURCE}-${n}`, source: SOURCE } as LayerSpecification, above));
}
