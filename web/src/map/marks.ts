// What stands on the map: names of areas, single cases as white pills, several as a disc with a donut. HTML and SVG in the
// page's own type and colours, so that no glyphs and no pictures are fetched.
import { Marker, type Map as Chart } from "maplibre-gl";
import type { Place } from "./frames";

/** Some cases close together: longitude, latitude, how many, with a unit, past their time. */
export type Cell = [number, number, number, number, number];
export type Point = { code: string; title: string; state: string; tone: string; late: boolean; ring: string; at: Place; url: string };

/** How far a name may move up or down from the middle of its area, in pixels. */
const ASIDE = [0, -22, 22, -36, 36];
const SVG = "http://www.w3.org/2000/svg";

function svg<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Parts of a ring, one after another: [class, share of the whole]. What is late has a gap of its own, not colour alone. */
function donut(parts: [string, number][], radius: number): SVGElement {
  const size = radius * 2 + 8;
  const around = 2 * Math.PI * radius;
  const drawn = svg("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" });
  drawn.append(svg("circle", { class: "disc", cx: size / 2, cy: size / 2, r: radius + 3 }));
  let from = 0;
  for (const [name, share] of parts.filter((part) => part[1] > 0)) {
    const long = Math.max(share * around - 2, 1);
    const dash = name === "late" ? `${Math.min(long, 4)} 2` : `${long} ${around}`;
    const arc = svg("circle", {
      class: name, cx: size / 2, cy: size / 2, r: radius - 2, fill: "none", "stroke-width": 4,
      "stroke-dasharray": name === "late" ? lateDash(long, around) : dash,
      "stroke-dashoffset": -from, transform: `rotate(-90 ${size / 2} ${size / 2})`,
    });
    drawn.append(arc);
    from += share * around;
  }
  return drawn;
}

function lateDash(long: number, around: number): string {
  const pieces: number[] = [];
  for (let used = 0; used < long; used += 6) pieces.push(Math.min(4, long - used), used + 6 < long ? 2 : around);
  return pieces.join(" ");
}

function cluster([, , count, hand, late]: Cell, words: Record<string, string>): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "cluster";
  const radius = count < 10 ? 17 : count < 100 ? 20 : count < 1000 ? 24 : 28;
  element.append(donut([["hand", hand / count], ["waits", (count - hand - late) / count], ["late", late / count]], radius));
  const number = document.createElement("b");
  number.textContent = String(count);
  element.append(number);
  if (late) {
    const said = document.createElement("span");
    said.textContent = `${words.wordOverdue} ${late}`;
    element.append(said);
  }
  element.setAttribute("aria-label", `${(words.wordCases ?? "").replace("%(count)s", String(count))}${late ? `, ${words.wordOverdue} ${late}` : ""}`);
  return element;
}

function pill(point: Point): HTMLElement {
  const element = document.createElement("a");
  element.className = `pill ${point.tone}`;
  element.href = point.url;
  element.title = point.title;
  element.innerHTML = point.ring; // drawn by our own server, from numbers
  const word = document.createElement("span");
  word.textContent = point.state;
  element.append(word);
  element.setAttribute("aria-label", `${point.state}: ${point.title}`);
  return element;
}

/** Whether `box`, moved down by so many pixels, touches nothing of the other. */
function isApart(box: DOMRect, other: DOMRect, down: number): boolean {
  return box.right < other.left || box.left > other.right || box.bottom + down < other.top || box.top + down > other.bottom;
}

/** Everything that lies on the map now; taken away together before the next answer is drawn. */
export class Marks {
  private cases: Marker[] = [];
  private names: Marker[] = [];

  constructor(private readonly chart: Chart, private readonly words: Record<string, string>) {}

  /** Cells and single cases, whose list stands beside the map: they are not walked by Tab a second time. */
  drawCases(cells: Cell[], points: Point[], place: (at: Place) => Place): void {
    this.cases.forEach((mark) => mark.remove());
    this.cases = [
      ...cells.map((cell) => {
        const element = cluster(cell, this.words);
        const at = place([cell[0], cell[1]]);
        element.addEventListener("click", () => this.chart.easeTo({ center: at, zoom: Math.min(this.chart.getZoom() + 2, 18) }));
        return this.put(element, at);
      }),
      ...points.map((point) => this.put(pill(point), place(point.at))),
    ];
  }

  /** The names of areas. */
  drawNames(names: { text: string; at: Place }[], place: (at: Place) => Place): void {
    this.names.forEach((mark) => mark.remove());
    this.names = names.map(({ text, at }) => {
      const element = document.createElement("span");
      element.className = "area-name";
      element.textContent = text;
      element.setAttribute("aria-hidden", "true");
      return this.put(element, place(at));
    });
  }

  /** Move each name out from under the cases and off the other names; hide one that finds no room at this scale. */
  thin(): void {
    const taken = this.cases.map((mark) => mark.getElement().getBoundingClientRect());
    for (const mark of this.names) {
      const element = mark.getElement();
      element.classList.remove("hidden");
      mark.setOffset([0, 0]);
      const box = element.getBoundingClientRect();
      const down = ASIDE.find((by) => taken.every((other) => isApart(box, other, by)));
      element.classList.toggle("hidden", down === undefined);
      if (down === undefined) continue;
      mark.setOffset([0, down]);
      taken.push(new DOMRect(box.x, box.y + down, box.width, box.height));
    }
  }

  private put(element: HTMLElement, at: Place): Marker {
    element.tabIndex = -1;
    const label = element.getAttribute("aria-label");
    const mark = new Marker({ element }).setLngLat(at).addTo(this.chart);
    // MapLibre names every marker "Map marker" in English.
    if (label) element.setAttribute("aria-label", label);
    else element.removeAttribute("aria-label");
    return mark;
  }
}
