// The map island. Works without any base map: areas and points on plain ground, so that nothing is asked of another host.
//   <div class="map" data-map data-areas="/…/areas.geojson" data-points="/…/points.geojson" data-center="97.05,40.29"
//        data-zoom="9" data-pick="lon,lat" data-selected="area-id" data-label="…"></div>
// Areas carry {id, code, name, level, value?, url?}; points {id, title, tone, count?, url?}. `data-pick="lon,lat"` names two inputs:
// pressing the map, or moving it with the arrow keys and pressing Enter, puts the point there; with `data-pin="middle"` the pin stands
// still and the map moves under it. Whatever is on the map also stands in the page as a list or a field.
import { Marker, type GeoJSONSource, type LngLatLike, type Map as Chart, type StyleSpecification } from "maplibre-gl";
import { boundsOf, load, makeChart, NOTHING, token } from "./map/ground";
import { middlePin } from "./parts/middle";

export { boundsOf };

// No glyphs are fetched: names are drawn as HTML markers in the page's own type.
function plainStyle(): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: NOTHING as never } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("ground") } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": token("vital"), "fill-opacity": ["case", ["boolean", ["get", "selected"], false], 0.22, ["interpolate", ["linear"], ["coalesce", ["get", "value"], 0], 0, 0.02, 1, 0.3]] } },
      { id: "area-lines", type: "line", source: "areas", paint: { "line-color": token("edge"), "line-width": ["case", ["<=", ["coalesce", ["get", "level"], 3], 1], 2, ["==", ["coalesce", ["get", "level"], 3], 2], 1.2, 0.6] } },
    ],
  };
}

function pin(properties: Record<string, unknown>): HTMLElement {
  const element = document.createElement(properties.url ? "a" : "span");
  if (element instanceof HTMLAnchorElement) element.href = String(properties.url);
  element.className = `pin ${String(properties.tone ?? "")}`;
  element.textContent = properties.count && Number(properties.count) > 1 ? String(properties.count) : "";
  element.title = String(properties.title ?? "");
  element.setAttribute("aria-label", element.title);
  return element;
}

function picker(element: HTMLElement, chart: Chart): void {
  const [lon, lat] = element.dataset.pick!.split(",").map((name) => document.querySelector<HTMLInputElement>(`[name="${name}"]`));
  if (!lon || !lat) return;
  if (element.dataset.pin === "middle") {
    const start: [number, number] | null = lon.value && lat.value ? [Number(lon.value), Number(lat.value)] : null;
    middlePin(element, chart, start, (at) => {
      lon.value = at.lng.toFixed(6);
      lat.value = at.lat.toFixed(6);
      element.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: at }));
    });
    return;
  }
  const marker = new Marker({ draggable: true, color: token("vital") });
  const place = (at: { lng: number; lat: number }): void => {
    lon.value = at.lng.toFixed(6);
    lat.value = at.lat.toFixed(6);
    marker.setLngLat(at as LngLatLike).addTo(chart);
    element.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: at }));
  };
  if (lon.value && lat.value) marker.setLngLat([Number(lon.value), Number(lat.value)]).addTo(chart);
  // "Use where I am" moves the pin too; whoever wants to know has heard of it already.
  document.addEventListener("located", (event) => {
    const at = (event as CustomEvent<{ lng: number; lat: number }>).detail;
    marker.setLngLat(at as LngLatLike).addTo(chart);
    chart.jumpTo({ center: at as LngLatLike, zoom: Math.max(chart.getZoom(), 14) });
  });
  marker.on("dragend", () => place(marker.getLngLat()));
  chart.on("click", (event) => place(event.lngLat));
  chart.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      place(chart.getCenter());
    }
  });
}

async function start(element: HTMLElement): Promise<void> {
  const center = (element.dataset.center?.split(",").map(Number) ?? [97, 40]) as [number, number];
  const chart = makeChart(element, plainStyle(), { center, zoom: Number(element.dataset.zoom ?? 8) }, element.dataset.label ?? "");
  const [areas, points] = await Promise.all([load(element.dataset.areas), load(element.dataset.points)]);
  for (const feature of areas.features) {
    if (feature.properties) feature.properties.selected = feature.properties.id === element.dataset.selected;
  }
  const draw = (): void => (chart.getSource("areas") as GeoJSONSource).setData(areas as never) as unknown as void;
  if (chart.isStyleLoaded()) draw();
  else chart.once("load", draw);
  for (const feature of points.features) {
    if (feature.geometry.type === "Point") new Marker({ element: pin(feature.properties ?? {}) }).setLngLat(feature.geometry.coordinates as [number, number]).addTo(chart);
  }
  const box = boundsOf(areas, points);
  if (box && !element.dataset.center) chart.fitBounds(box, { padding: 24, duration: 0, maxZoom: 15 });
  chart.on("click", "areas", (event) => {
    const address = event.features?.[0]?.properties?.url as string | undefined;
    if (address && !element.dataset.pick) window.location.assign(address);
  });
  if (element.dataset.pick) picker(element, chart);
  element.dataset.mapReady = "yes";
}

function startAll(): void {
  document.querySelectorAll<HTMLElement>("[data-map]:not([data-map-started])").forEach((element) => {
    element.dataset.mapStarted = "";
    start(element).catch(() => {
      // A browser without WebGL keeps the list beside it.
      element.dataset.mapFailed = "";
      element.hidden = true;
    });
  });
}

startAll();
document.body.addEventListener("htmx:afterSwap", startAll);
