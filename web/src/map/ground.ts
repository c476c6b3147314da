// What every map stands on: MapLibre with its worker from our own address, colours from the page, GeoJSON by fetch.
import { Map as Chart, NavigationControl, setWorkerUrl, type MapOptions, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
// Without this address the map stays blank and says nothing.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

setWorkerUrl(workerUrl);

export type Feature = { type: "Feature"; geometry: { type: string; coordinates: unknown }; properties: Record<string, unknown> | null };
export type Collection = { type: "FeatureCollection"; features: Feature[] };
export type Box = [number, number, number, number];

export const NOTHING: Collection = { type: "FeatureCollection", features: [] };

/** A colour of the page as it is now, light or dark. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** GeoJSON from one of our own addresses; none without an address. */
export async function load(address: string | undefined): Promise<Collection> {
  if (!address) return NOTHING;
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Collection;
}

function* positions(value: unknown): Generator<[number, number]> {
  if (!Array.isArray(value)) return;
  if (typeof value[0] === "number") yield [value[0], value[1] as number];
  else for (const inner of value) yield* positions(inner);
}

/** West, south, east, north of everything in `collections`, in degrees; null when they are empty. */
export function boundsOf(...collections: Collection[]): Box | null {
  let box: Box | null = null;
  for (const feature of collections.flatMap((collection) => collection.features)) {
    for (const [x, y] of positions(feature.geometry?.coordinates)) {
      box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y];
    }
  }
  return box;
}

/** A map in `element`, with buttons to come nearer and go farther; it is never turned or tilted. */
export function makeChart(element: HTMLElement, style: StyleSpecification, given: Partial<MapOptions>, label: string): Chart {
  const chart = new Chart({
    container: element,
    style,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    ...given,
  });
  chart.touchZoomRotate.disableRotation();
  chart.addControl(new NavigationControl({ showCompass: false }), "top-right");
  chart.getCanvas().setAttribute("aria-label", label);
  return chart;
}
