// "Use where I am": `data-locate="lon,lat,accuracy"` names three inputs of its form. The button is shown only where the browser can
// tell a place; nothing is asked before it is pressed.
import { toast } from "./toasts";
import { word } from "./words";

const PATIENCE = 20_000;

function fill(button: HTMLElement, at: GeolocationCoordinates): void {
  const form = button.closest("form");
  const values = [at.longitude.toFixed(6), at.latitude.toFixed(6), String(Math.round(at.accuracy))];
  button.dataset.locate!.split(",").forEach((name, n) => {
    const input = form?.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`);
    if (input) input.value = values[n];
  });
  button.dispatchEvent(new CustomEvent("located", { bubbles: true, detail: { lng: at.longitude, lat: at.latitude } }));
  toast({ text: word("located", { metres: Math.round(at.accuracy) }) });
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
    button.setAttribute("aria-disabled", "true");
    navigator.geolocation.getCurrentPosition(
      (position) => {
        button.removeAttribute("aria-disabled");
        fill(button, position.coords);
      },
      () => {
        button.removeAttribute("aria-disabled");
        toast({ text: word("not_located") });
      },
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
}
