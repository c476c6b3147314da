// The map of the city: areas with their people, cases by cells, layers, a past moment. One address says all of it, one
// answer of the server draws all of it, so that map, list and panel are never out of step.
// Without this script, or without WebGL, the page keeps its still picture, its forms and its lists.
import type { Map as Chart, StyleSpecification, GeoJSONSource } from "maplibre-gl";
import { baseMaps, putBelow } from "./map/below";
import { fromFrame, shiftAll, toFrame, type Frame, type Place } from "./map/frames";
import { boundsOf, load, makeChart, NOTHING, token, type Box, type Collection } from "./map/ground";
import { Marks, type Cell, type Point } from "./map/marks";
import { Scrubber } from "./map/scrubber";

type Answer = {
  at: string; count: number; cells: Cell[]; points: Point[]; edition: number; list: string;
  panel?: string; areas?: Record<string, [number, number]>; vacant?: Record<string, number>; moment?: string;
};

const PILL = 92; // pixels that a pill takes; cells are no smaller
const PATIENCE = 400; // milliseconds before a slow answer is spoken of
const SHADES = [0, 0.1, 0.18, 0.27, 0.36];

function style(): StyleSpecification {
  const count = ["coalesce", ["feature-state", "n"], 0];
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: NOTHING as never, promoteId: "id" } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("ground") } },
      { id: "paper", type: "fill", source: "areas", filter: ["==", ["get", "is_top"], true], paint: { "fill-color": token("paper"), "fill-opacity": 0.9 } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": token("vital"), "fill-opacity": ["step", count, SHADES[0]!, 1, SHADES[1]!, 2, SHADES[2]!, 3, SHADES[3]!, 4, SHADES[4]!] as never } },
      { id: "lines", type: "line", source: "areas", paint: { "line-color": token("edge"), "line-width": 0.7 } },
      { id: "borders", type: "line", source: "areas", paint: { "line-color": token("second"), "line-width": 1.4 } },
      { id: "vacant", type: "line", source: "areas", paint: { "line-color": token("call"), "line-width": 2, "line-dasharray": [3, 2], "line-offset": 2, "line-opacity": ["case", [">", ["coalesce", ["feature-state", "v"], 0], 0], 1, 0] as never } },
      { id: "whole", type: "line", source: "areas", filter: ["==", ["get", "is_top"], true], paint: { "line-color": token("ink"), "line-width": 2.2 } },
      { id: "picked", type: "line", source: "areas", filter: ["==", ["get", "code"], ""], paint: { "line-color": token("vital"), "line-width": 3 } },
    ],
  };
}

class CityMap {
  private readonly chart: Chart;
  private readonly marks: Marks;
  private readonly scrubber: Scrubber;
  private asked = new URLSearchParams(window.location.search);
  private outlines: Collection = NOTHING;
  private edition = -1;
  private drawn = "";
  private frame: Frame = "wgs84";
  private running?: AbortController;

  constructor(private readonly root: HTMLElement) {
    const canvas = root.querySelector<HTMLElement>("[data-canvas]")!;
    canvas.hidden = false;
    this.chart = makeChart(canvas, style(), { center: [105, 36], zoom: 3, maxZoom: 19 }, root.dataset.label ?? "");
    this.marks = new Marks(this.chart, root.dataset as Record<string, string>);
    this.busy(true);
    this.scrubber = new Scrubber(root.querySelector<HTMLFormElement>("[data-time]")!, (at) => this.turnTo(at));
    this.base(this.asked.get("base") ?? "", false);
  }

  async start(): Promise<void> {
    await new Promise((done) => this.chart.once("load", done));
    this.base(this.asked.get("base") ?? "", true);
    await this.drawAreas(true);
    this.goToView();
    this.root.querySelector<HTMLElement>("[data-still]")!.hidden = true;
    await this.refresh(true);
    this.chart.on("moveend", () => {
      this.marks.thin();
      this.keepView();
      void this.refresh(false);
    });
    this.chart.on("click", (event) => this.pressed(event.point));
    this.chart.on("mousemove", "areas", () => (this.chart.getCanvas().style.cursor = "pointer"));
    this.chart.on("mouseleave", "areas", () => (this.chart.getCanvas().style.cursor = ""));
    this.listen();
    await this.timeline();
    this.root.dataset.mapReady = "yes";
  }

  /** Where the map stands goes into the address too, so that what is seen can be sent to somebody. */
  private keepView(): void {
    const { lng, lat } = this.chart.getCenter();
    const [lon, north] = fromFrame([lng, lat], this.frame);
    this.asked.set("c", [lon.toFixed(5), north.toFixed(5), this.chart.getZoom().toFixed(2)].join(","));
    window.history.replaceState(window.history.state, "", `${this.root.dataset.here}?${this.asked}`);
  }

  /** Go where the address says; false when it says nothing. */
  private goToView(): boolean {
    const [lon, lat, zoom] = (this.asked.get("c") ?? "").split(",").map(Number);
    if (![lon, lat, zoom].every((one) => Number.isFinite(one))) return false;
    this.chart.jumpTo({ center: this.place([lon!, lat!]), zoom: zoom! });
    return true;
  }

  private place = (at: Place): Place => toFrame(at, this.frame);

  private base(code: string, isLoaded: boolean): void {
    const chosen = baseMaps().find((one) => one.code === code);
    this.frame = chosen?.frame ?? "wgs84";
    if (isLoaded) {
      putBelow(this.chart, chosen, "areas");
      this.chart.setLayoutProperty("paper", "visibility", chosen ? "none" : "visible");
    }
    const note = this.root.querySelector<HTMLElement>("[data-note]")!;
    note.querySelector("[data-credit]")?.remove();
    if (chosen?.credit) {
      const credit = document.createElement("span");
      credit.dataset.credit = "";
      credit.textContent = chosen.credit;
      note.append(credit);
    }
  }

  /** The window in WGS-84, with room for what the frame bends. */
  private window(): string {
    const box = this.chart.getBounds();
    const corners = [
      [box.getWest(), box.getSouth()], [box.getEast(), box.getNorth()], [box.getWest(), box.getNorth()], [box.getEast(), box.getSouth()],
    ].map((corner) => fromFrame(corner as Place, this.frame));
    const lons = corners.map(([lon]) => Math.max(-180, Math.min(180, lon)));
    const lats = corners.map(([, lat]) => Math.max(-85, Math.min(85, lat)));
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)].map((n) => n.toFixed(6)).join(",");
  }

  private query(more: Record<string, string>): string {
    return new URLSearchParams([...this.asked, ...Object.entries(more)]).toString();
  }

  private async refresh(isAll: boolean): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const slow = window.setTimeout(() => this.busy(true), PATIENCE);
    try {
      const answer = await fetch(`${this.root.dataset.window}?${this.query({ w: this.window(), n: String(Math.round(this.chart.getCanvas().clientWidth / PILL)), ...(isAll ? { all: "1" } : {}) })}`, { signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      await this.draw((await answer.json()) as Answer);
    } catch (error) {
      if (!running.signal.aborted) this.say(this.root.dataset.wordFailed ?? String(error));
    } finally {
      window.clearTimeout(slow);
      if (this.running === running) this.busy(false);
    }
  }

  /** Says that the cases are on their way: an empty map is no quiet city. */
  private busy(isBusy: boolean): void {
    this.root.setAttribute("aria-busy", String(isBusy));
    this.root.querySelector<HTMLElement>("[data-loading]")!.hidden = !isBusy;
  }

  private say(text: string): void {
    const note = this.root.querySelector<HTMLElement>("[data-note]")!;
    const said = document.createElement("span");
    said.textContent = text;
    note.append(said);
  }

  private async draw(told: Answer): Promise<void> {
    if (told.edition !== this.edition || this.drawn !== this.scope()) await this.drawAreas(this.drawn !== this.scope());
    this.edition = told.edition;
    this.marks.drawCases(told.cells, told.points, this.place);
    this.marks.thin();
    document.getElementById("map-list")!.innerHTML = told.list;
    if (told.panel !== undefined) document.getElementById("map-panel")!.innerHTML = told.panel;
    if (told.areas) {
      this.chart.removeFeatureState({ source: "areas" });
      for (const [id, [n]] of Object.entries(told.areas)) this.chart.setFeatureState({ source: "areas", id }, { n });
      for (const [id, v] of Object.entries(told.vacant ?? {})) this.chart.setFeatureState({ source: "areas", id }, { v });
    }
    if (told.moment !== undefined) this.root.querySelector("[data-moment]")!.textContent = told.moment;
    this.root.querySelector("[data-count]")!.textContent = (this.root.dataset.wordCases ?? "").replace("%(count)s", String(told.count));
    this.root.dataset.count = String(told.count);
    this.chart.setFilter("picked", ["==", ["get", "code"], this.asked.get("pick") ?? ""]);
    this.root.dispatchEvent(new CustomEvent("map-drawn", { bubbles: true, detail: told.count }));
  }

  private scope(): string {
    return [this.asked.get("area"), this.asked.get("level"), this.frame].join("|");
  }

  /** The outlines of the part shown on the day of the moment shown. */
  private async drawAreas(fits: boolean): Promise<void> {
    this.drawn = this.scope();
    this.outlines = await load(`${this.root.dataset.outlines}?${this.query({})}`);
    const box = boundsOf(this.outlines);
    for (const feature of this.outlines.features) feature.geometry.coordinates = shiftAll(feature.geometry.coordinates, this.frame);
    (this.chart.getSource("areas") as GeoJSONSource).setData(this.outlines as never);
    const told = this.outlines.features.map((feature) => feature.properties ?? {});
    const top = Number(told.find((one) => one.is_top)?.level ?? 0);
    const deepest = Math.max(top, ...told.map((one) => Number(one.level)));
    this.chart.setFilter("areas", ["==", ["get", "level"], deepest]);
    this.chart.setFilter("vacant", ["==", ["get", "level"], deepest]);
    this.chart.setFilter("borders", ["all", ["==", ["get", "level"], top + 1], ["==", ["get", "is_top"], false]]);
    const named = told.filter((one) => Number(one.level) === (deepest > top ? top + 1 : top));
    this.marks.drawNames(named.map((one) => ({ text: String(one.name), at: one.at as Place })), this.place);
    if (box && fits) this.fit(box);
    this.marks.thin();
  }

  private fit([west, south, east, north]: Box): void {
    const isWide = this.root.clientWidth > 760;
    const padding = isWide ? { left: 284, top: 24, right: 56, bottom: 130 } : { left: 16, top: 16, right: 16, bottom: 16 };
    this.chart.fitBounds([this.place([west, south]), this.place([east, north])], { padding, duration: 0, maxZoom: 16 });
  }

  private pressed(point: { x: number; y: number }): void {
    const found = this.chart.queryRenderedFeatures([point.x, point.y], { layers: ["areas"] })[0];
    const code = found?.properties.code as string | undefined;
    if (code) void this.change({ pick: code === this.asked.get("pick") ? "" : code }, true);
  }

  /** Everything that changes the address goes through here. */
  private async change(changes: Record<string, string>, isStep: boolean): Promise<void> {
    for (const [key, value] of Object.entries(changes)) {
      if (value) this.asked.set(key, value);
      else this.asked.delete(key);
    }
    const address = `${this.root.dataset.here}?${this.asked}`;
    if (isStep) window.history.pushState({}, "", address);
    else window.history.replaceState(window.history.state, "", address);
    await this.refresh(true);
  }

  private async turnTo(at: string): Promise<void> {
    this.root.querySelector<HTMLInputElement>("[name=at][type=datetime-local]")!.value = at;
    await this.change({ at }, false);
  }

  private async timeline(): Promise<void> {
    const answer = await fetch(`${this.root.dataset.timeline}?${this.query({})}`);
    if (answer.ok) this.scrubber.show(await answer.json(), this.asked.get("at") ?? "");
  }

  private listen(): void {
    const layers = this.root.querySelector<HTMLFormElement>("[data-layers]")!;
    const time = this.root.querySelector<HTMLFormElement>("[data-time]")!;
    layers.addEventListener("change", () => void this.relayer(layers));
    layers.addEventListener("submit", (event) => { event.preventDefault(); void this.relayer(layers); });
    const settle = (event: Event): void => {
      event.preventDefault();
      const at = time.querySelector<HTMLInputElement>("[name=at][type=datetime-local]")!.value;
      void this.change({ at }, true).then(() => this.scrubber.mark(at));
    };
    time.addEventListener("submit", settle);
    time.querySelector("[name=at]")?.addEventListener("change", settle);
    time.querySelector<HTMLSelectElement>("[data-step]")!.addEventListener("change", (event) => {
      void this.change({ step: (event.target as HTMLSelectElement).value }, false).then(() => this.timeline());
    });
    time.querySelector("[data-now]")!.addEventListener("click", (event) => {
      event.preventDefault();
      void this.turnTo("").then(() => this.scrubber.mark(""));
    });
    document.getElementById("map-panel")!.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLElement>("[data-pick-link]");
      if (!link) return;
      event.preventDefault();
      void this.change({ pick: link.dataset.pickLink ?? "" }, true);
    });
    window.addEventListener("popstate", () => {
      this.asked = new URLSearchParams(window.location.search);
      this.scrubber.mark(this.asked.get("at") ?? "");
      void this.refresh(true);
    });
  }

  private async relayer(form: HTMLFormElement): Promise<void> {
    const chosen = Object.fromEntries(
      [...new FormData(form)].filter(([name]) => !["area", "pick", "at", "step"].includes(name)).map(([name, value]) => [name, String(value)]),
    );
    if (chosen.show === "open") chosen.show = "";
    chosen.vacant ??= "";
    const before = this.frame;
    if ("base" in chosen) this.base(chosen.base ?? "", true);
    if (before !== this.frame) this.edition = -1;
    await this.change(chosen, true);
    await this.timeline();
  }
}

document.querySelectorAll<HTMLElement>("[data-city-map]").forEach((root) => {
  // On a phone the layers would cover the map.
  if (root.clientWidth < 700) root.querySelector<HTMLDetailsElement>("#layers")!.open = false;
  const giveUp = (): void => {
    root.dataset.mapFailed = "";
    root.querySelector<HTMLElement>("[data-canvas]")!.hidden = true;
    root.querySelector<HTMLElement>("[data-still]")!.hidden = false;
  };
  try {
    new CityMap(root).start().catch(giveUp);
  } catch {
    giveUp(); // no WebGL: the still picture and the lists stay
  }
});
