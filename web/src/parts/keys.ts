// Single keys, and "g" then a letter. Dead in text fields, with modifiers, and when the person has switched them off
// (WCAG 2.1.4). `data-key="a"` on a button or link: pressing it is clicking it. `data-key="g q"`: two presses.
// `data-rows` on a list: J and K walk its rows, Enter opens, X selects.
const PATIENCE = 1500;
const TEXT = 'input:not([type="checkbox"]):not([type="radio"]):not([type="button"]):not([type="submit"]), textarea, select, [contenteditable=""], [contenteditable="true"]';

/** The usual key that a pressed one stands for: somebody may have put another letter in its place. */
export function usual(pressed: string): string {
  const own = ownKeys();
  const found = Object.keys(own).find((key) => own[key] === pressed);
  return found ?? (pressed in own ? "" : pressed);
}

/** The key that this person presses for a usual one. */
export function shownKey(key: string): string {
  return ownKeys()[key] ?? key;
}

let own: Record<string, string> | undefined;

function ownKeys(): Record<string, string> {
  own ??= JSON.parse(document.body.dataset.keymap || "{}") as Record<string, string>;
  return own;
}

let pending = "";
let pendingAt = 0;

/** Whether the keyboard belongs to a text field, or to the browser, now. */
export function isBusy(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  return event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || document.documentElement.dataset.keys === "off" || !!target?.closest?.(TEXT);
}

/** The visible element that `combination` presses, the last one in the page first: what opened last is on top. */
export function elementFor(combination: string, root: ParentNode = document): HTMLElement | undefined {
  const fitting = [...root.querySelectorAll<HTMLElement>("[data-key]")].reverse().filter((element) => element.dataset.key === combination && isReachable(element));
  return fitting.find((element) => element.closest("[data-first]")) ?? fitting[0];
}

function isReachable(element: HTMLElement): boolean {
  return !element.closest("[hidden]") && !element.hasAttribute("disabled") && element.getAttribute("aria-disabled") !== "true";
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-rows] .row")].filter(isReachable);
}

function walk(step: number): boolean {
  const all = rows();
  if (!all.length) return false;
  const active = document.activeElement as HTMLElement | null;
  let at = all.findIndex((row) => row === active || row.contains(active));
  if (at < 0) at = all.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  (next.matches("a, button, [tabindex]") ? next : next.querySelector<HTMLElement>("a, button") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function select(): boolean {
  const row = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-rows] .row");
  const box = row?.querySelector<HTMLInputElement>('input[type="checkbox"]')
    ?? row?.parentElement?.querySelector<HTMLInputElement>(':scope > input[type="checkbox"]');
  box?.click();
  return !!box;
}

function press(key: string): boolean {
  const two = pending && Date.now() - pendingAt < PATIENCE ? `${pending} ${key}` : "";
  pending = "";
  // A is also "the next thing that is proposed", whatever that is now.
  const element = (two && elementFor(two)) || elementFor(key) || (key === "a" ? main() : undefined);
  if (element) {
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
    else element.click();
    return true;
  }
  if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  if (key === "x") return select();
  pending = key;
  pendingAt = Date.now();
  return false;
}

function main(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>("#desk .button.primary[data-key]") ?? undefined;
}

/** Write somebody's own letters where the usual ones stand. */
function relabel(): void {
  if (!document.body.dataset.keymap) return;
  document.querySelectorAll<HTMLElement>("[data-key] kbd.key:not([data-own])").forEach((sign) => {
    sign.dataset.own = "";
    const key = sign.closest<HTMLElement>("[data-key]")!.dataset.key!;
    if (key.length === 1) sign.textContent = shownKey(key).toUpperCase();
  });
}

/** Listen for the page's keys. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape(event);
    if (isBusy(event) || event.key.length > 1) return;
    const key = pending ? event.key.toLowerCase() : usual(event.key.toLowerCase());
    if (key && press(key)) event.preventDefault();
  });
  relabel();
  document.body.addEventListener("htmx:afterSwap", relabel);
}

function escape(event: KeyboardEvent): void {
  const element = elementFor("escape");
  if (element) {
    event.preventDefault();
    element.click();
  } else if ((event.target as Element).closest?.(TEXT)) (event.target as HTMLElement).blur();
}

/** Every key that works on this page now, with what it does: for the help drawer. */
export function keysOnPage(): Map<string, string> {
  const found = new Map<string, string>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    if (!isReachable(element) || element.dataset.key === "escape") continue;
    const label = element.dataset.keyLabel || element.getAttribute("aria-label") || textWithoutKey(element);
    if (label) found.set(shownKey(element.dataset.key!), label);
  }
  return found;
}

function textWithoutKey(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.querySelectorAll(".key").forEach((key) => key.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim() || element.getAttribute("placeholder") || "";
}
