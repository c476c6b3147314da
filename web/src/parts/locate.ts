// "Use where I am": `data-locate="lon,lat,accuracy"` names three inputs of its form. The button is shown only where the browser can
// tell a place; nothing is asked before it is pressed. The first fix of a phone is often off by a street: it goes on measuring, says how
// far off it still is, and a second press takes what there is. A form with `data-sends-located` goes off as soon as the place is there.
import { toast } from "./toasts";
import { word } from "./words";

const PATIENCE = 20_000;
const GOOD = 20; // metres: no need to wait for better

type Watch = { id: number; timer: number; best: GeolocationCoordinates | null; label: string };

const watches = new WeakMap<HTMLElement, Watch>();

function fill(button: HTMLElement, at: GeolocationCoordinates): void {
  const form = button.closest("form");
  const values = [at.longitude.toFixed(6), at.latitude.toFixed(6), String(Math.round(at.accuracy))];
  button.dataset.locate!.split(",").forEach((name, n) => {
    const input = form?.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`);
    if (input) input.value = values[n];
  });
}

function say(button: HTMLElement, text: string): void {
  const last = [...button.childNodes].reverse().find((node) => node.nodeType === Node.TEXT_NODE);
  if (last) last.textContent = text;
  else button.append(text);
}

function finish(button: HTMLElement, watch: Watch): void {
  navigator.geolocation.clearWatch(watch.id);
  window.clearTimeout(watch.timer);
  watches.delete(button);
  button.removeAttribute("aria-busy");
  say(button, watch.label);
  if (!watch.best) return toast({ text: word("not_located") });
  fill(button, watch.best);
  button.dispatchEvent(new CustomEvent("located", { bubbles: true, detail: { lng: watch.best.longitude, lat: watch.best.latitude } }));
  const form = button.closest<HTMLFormElement>("form[data-sends-located]");
  if (form) form.requestSubmit();
  else toast({ text: word("located", { metres: Math.round(watch.best.accuracy) }) });
}

function begin(button: HTMLElement): void {
  const watch: Watch = { id: 0, timer: 0, best: null, label: button.textContent!.trim() };
  watches.set(button, watch);
  button.setAttribute("aria-busy", "true");
  say(button, word("locating"));
  watch.timer = window.setTimeout(() => finish(button, watch), PATIENCE);
  watch.id = navigator.geolocation.watchPosition(
    (position) => {
      if (!watch.best || position.coords.accuracy < watch.best.accuracy) watch.best = position.coords;
      if (watch.best.accuracy <= GOOD) finish(button, watch);
      else say(button, word("locating_at", { metres: Math.round(watch.best.accuracy) }));
    },
    () => finish(button, watch),
    { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
  );
}

/** Wire the page's buttons. */
export function startLocating(): void {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  const show = (): void => document.querySelectorAll<HTMLElement>("[data-locate]").forEach((button) => (button.hidden = false));
  show();
  document.body.addEventListener("htmx:afterSwap", show);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-locate]");
    if (!button) return;
    const watch = watches.get(button);
    if (watch) finish(button, watch);
    else begin(button);
  });
}
