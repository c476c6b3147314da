// Short words after an action, with some seconds to undo it. The server sends `HX-Trigger: {"toast": {text, undo}}` or
// prints kit/_toast.html into #toasts; `undo` is an address that takes an empty POST.
import { csrf, word } from "./words";

const LASTS = 15_000;
const QUIET = 5_000;

type Toast = { text: string; undo?: string };

/** Show `text`; with `undo`, offer to take the action back for fifteen seconds. */
export function toast({ text, undo }: Toast): void {
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(undoButton(undo));
  document.getElementById("toasts")?.append(box);
  keep(box, undo ? LASTS : QUIET);
}

function undoButton(address: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.dataset.undo = address;
  button.dataset.key = "z";
  button.append(word("undo"), " ", Object.assign(document.createElement("kbd"), { className: "key", textContent: "Z" }));
  return button;
}

// It goes away by itself, but never under somebody's pointer or focus (WCAG 2.2.1).
function keep(box: HTMLElement, lasts: number): void {
  const go = (): void => {
    if (box.matches(":hover") || box.contains(document.activeElement)) window.setTimeout(go, 2_000);
    else box.remove();
  };
  window.setTimeout(go, lasts);
}

async function undo(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  const answer = await fetch(button.dataset.undo!, {
    method: "POST",
    headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", Accept: "application/json" },
  }).catch(() => null);
  button.closest(".toast")?.remove();
  if (answer?.ok) window.location.assign(await whereTo(answer));
  else toast({ text: (await sentence(answer)) || word("undo_failed") });
}

/** Where the undone thing stands: `{"to": address}`, else this page again. */
async function whereTo(answer: Response): Promise<string> {
  if (!answer.headers.get("content-type")?.includes("json")) return window.location.href;
  return ((await answer.json()) as { to?: string }).to ?? window.location.href;
}

async function sentence(answer: Response | null): Promise<string> {
  if (!answer?.headers.get("content-type")?.includes("json")) return "";
  return ((await answer.json()) as { detail?: string }).detail ?? "";
}

/** Take toasts from the server and from the page. */
export function startToasts(): void {
  document.body.addEventListener("toast", (event) => toast((event as CustomEvent<Toast>).detail));
  document.querySelectorAll<HTMLElement>("#toasts .toast").forEach((box) => keep(box, box.querySelector("[data-undo]") ? LASTS : QUIET));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-undo]");
    if (button) void undo(button);
  });
  document.body.addEventListener("htmx:sendError", () => toast({ text: word("no_network") }));
  document.body.addEventListener("htmx:responseError", () => toast({ text: word("server_failed") }));
}
