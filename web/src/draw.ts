// Drawing a border on the map: every press adds a point, written into the field `name="line"` of the page, which is what
// is sent. With the keyboard: move the map, Enter adds its middle. Whoever has no WebGL writes the points by hand.
import type { GeoJSONSource, Map as Chart, StyleSpecification } from "maplibre-gl";
import { boundsOf, load, makeChart, NOTHING, token } from "./map/ground";

type Place = [number, number];

function style(here: string): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: NOTHING as never }, line: { type: "geojson", data: NOTHING as never } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("ground") } },
      { id: "here", type: "fill", source: "areas", filter: ["==", ["get", "code"], here], paint: { "fill-color": token("vital"), "fill-opacity": 0.2 } },
      { id: "areas", type: "line", source: "areas", paint: { "line-color": token("second"), "line-width": 1.2 } },
      { id: "line", type: "line", source: "line", paint: { "line-color": token("call"), "line-width": 3 } },
      { id: "points", type: "circle", source: "line", paint: { "circle-color": token("paper"), "circle-stroke-color": token("call"), "circle-stroke-width": 2, "circle-radius": 5 } },
    ],
  };
}

function readLine(text: string): Place[] {
  return text.replace(/;/g, " ").split(/\s+/).map((pair) => pair.split(",").map(Number)).filter((one) => one.length === 2 && one.every(Number.isFinite)) as Place[];
}

async function start(element: HTMLElement, field: HTMLTextAreaElement): Promise<void> {
  const chart: Chart = makeChart(element, style(element.dataset.here ?? ""), { center: [105, 36], zoom: 3 }, element.dataset.label ?? "");
  await new Promise((done) => chart.once("load", done));
  const areas = await load(element.dataset.areas);
  (chart.getSource("areas") as GeoJSONSource).setData(areas as never);
  const own = areas.features.filter((feature) => feature.properties?.code === element.dataset.here);
  const box = boundsOf(own.length ? { type: "FeatureCollection", features: own } : areas);
  if (box) chart.fitBounds(box, { padding: 60, duration: 0, maxZoom: 17 });
  const show = (): void => {
    const points = readLine(field.value);
    const features = points.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at as unknown } }));
    if (points.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } });
    (chart.getSource("line") as GeoJSONSource).setData({ type: "FeatureCollection", features } as never);
  };
  const write = (points: Place[]): void => {
    field.value = points.map(([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(" ");
    show();
  };
  const add = (at: { lng: number; lat: number }): void => write([...readLine(field.value), [at.lng, at.lat]]);
  chart.getCanvas().style.cursor = "crosshair";
  chart.on("click", (event) => add(event.lngLat));
  chart.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add(chart.getCenter());
  });
  field.addEventListener("input", show);
  document.querySelector("[data-draw-back]")?.addEventListener("click", () => write(readLine(field.value).slice(0, -1)));
  document.querySelector("[data-draw-clear]")?.addEventListener("click", () => write([]));
  show();
  element.dataset.mapReady = "yes";
}

document.querySelectorAll<HTMLElement>("[data-draw]").forEach((element) => {
  const field = document.querySelector<HTMLTextAreaElement>(`textarea[name="${element.dataset.draw}"]`);
  if (!field) return;
  start(element, field).catch(() => {
    element.dataset.mapFailed = "";
    element.hidden = true;
  });
});
