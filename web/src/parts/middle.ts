// A pin that stands still in the middle while the map moves under it: with one thumb nobody hits a spot of three pixels, and pins that
// crowd cannot be in the way. `data-pin="middle"` beside `data-pick="lon,lat"`. A press brings the pressed place to the middle, the
// arrow keys move the map, so that nothing has to be dragged.
import type { Map as Chart } from "maplibre-gl";

type Place = (at: { lng: number; lat: number }) => void;

const CLOSE = 14;

/** Fix the pin in the middle of `element`; `place` is told where it points whenever a person has moved the map. */
export function middlePin(element: HTMLElement, chart: Chart, start: [number, number] | null, place: Place): void {
  const pin = document.createElement("span");
  pin.className = "middle-pin";
  pin.setAttribute("aria-hidden", "true");
  element.append(pin);
  let isMeant = false;
  const mean = (): void => {
    isMeant = true;
  };
  if (start) chart.jumpTo({ center: start, zoom: Math.max(chart.getZoom(), CLOSE) });
  chart.on("movestart", (event) => {
    if ((event as { originalEvent?: Event }).originalEvent) mean();
  });
  chart.on("click", (event) => {
    mean();
    chart.easeTo({ center: event.lngLat, duration: 150 });
  });
  chart.getCanvas().addEventListener("keydown", mean);
  chart.on("moveend", () => {
    if (isMeant) place(chart.getCenter());
    isMeant = false;
  });
  // "Use where I am" brings the place under the pin; whoever wants to know has heard of it already.
  document.addEventListener("located", (event) => {
    chart.jumpTo({ center: (event as CustomEvent<{ lng: number; lat: number }>).detail, zoom: Math.max(chart.getZoom(), CLOSE + 1) });
  });
}
