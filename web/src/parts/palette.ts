// Ctrl-K or Cmd-K: go to a page or a list, do what the open case offers, open a case that words, a place, a code or a telephone number
// find, or search. What it offers is what the page itself links to and what the server finds for this person: nobody finds more here than
// they may.
import { csrf, word } from "./words";

type Choice = { label: string; kind: string; go: () => void; item?: HTMLElement };
const CODE = /^\d{6}-?\d{0,7}$/;
const PAUSE = 200; // ms without a key before the server is asked
const SHORTEST = 2; // characters; of what an input method is still composing nothing is asked
let box: HTMLElement | null = null;
let before: HTMLElement | null = null;
let shown: Choice[] = [];
let at = 0;
let found: Choice[] = []; // by the server, for what is typed now
let waiting = 0;
let asked: AbortController | null = null;

function textOf(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.querySelectorAll(".key, .count, .badge, svg, .visually-hidden").forEach((part) => part.remove());
  return element.getAttribute("aria-label") || (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

function all(): Choice[] {
  const found: Choice[] = [];
  const add = (selector: string, kind: string): void => document.querySelectorAll<HTMLElement>(selector).forEach((element) => {
    const label = textOf(element);
    const isKnown = found.some((one) => one.label === label && one.kind === kind);
    if (label && !isKnown && !element.closest("[hidden]")) found.push({ label, kind, go: () => element.click() });
  });
  add("#desk [data-key]:not([data-key=escape]), #desk .aside a.button", "do");
  add(".tabs.line a", "list");
  add(".rail a[href]", "page");
  add(".list .tools a, [data-opens=sift], [data-opens=later], [data-opens=help]", "do");
  add(".menu a, .menu button", "page");
  return found;
}

// By POST, as the search box does it: what is typed may be a telephone number, which no address keeps.
function search(typed: string): void {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/console/seek/", hidden: true });
  for (const [name, value] of Object.entries({ view: "all", q: typed, csrfmiddlewaretoken: csrf() })) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

async function ask(typed: string): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  const body = new URLSearchParams({ q: typed });
  const headers = { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" };
  const answer = await fetch("/console/quick/", { method: "POST", headers, body, signal: asked.signal }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  if (!box || box.querySelector("input")!.value.trim() !== typed) return;
  const items = new DOMParser().parseFromString(text, "text/html").querySelectorAll<HTMLElement>("li[data-href]");
  found = [...items].map((item) => ({ label: textOf(item), kind: "case", item, go: () => window.location.assign(item.dataset.href!) }));
  draw();
}

function typedAnew(): void {
  const typed = box!.querySelector("input")!.value.trim();
  at = 0;
  found = [];
  window.clearTimeout(waiting);
  asked?.abort();
  if (typed.length >= SHORTEST) waiting = window.setTimeout(() => void ask(typed), PAUSE);
  draw();
}

function choices(typed: string): Choice[] {
  const words = typed.trim().toLowerCase();
  const offered = all().filter((one) => words.split(/\s+/).every((part) => one.label.toLowerCase().includes(part)));
  if (CODE.test(words)) {
    const row = document.querySelector<HTMLAnchorElement>(`.line[data-code^="${words}"] a.row`);
    const code = row?.closest<HTMLElement>(".line")?.dataset.code ?? words;
    if (row || words.length === 14) offered.unshift({ label: word("open_case", { code }), kind: "case", go: () => (row ? row.click() : window.location.assign(`/console/cases/${code}/`)) });
  }
  const last = words ? [{ label: word("search_for", { words: typed.trim() }), kind: "search", go: () => search(typed.trim()) }] : [];
  return [...offered.slice(0, found.length ? 5 : 11), ...found, ...last];
}

function draw(): void {
  const input = box!.querySelector("input")!;
  const list = box!.querySelector("ul")!;
  shown = choices(input.value);
  at = Math.min(at, Math.max(0, shown.length - 1));
  list.replaceChildren(...shown.map((one, number) => {
    const item = one.item ?? Object.assign(document.createElement("li"), { textContent: one.label });
    Object.assign(item, { id: `palette-${number}`, className: `kind-${one.kind}` });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(number === at));
    item.onpointerdown = (event) => {
      event.preventDefault();
      choose(number);
    };
    return item;
  }));
  input.setAttribute("aria-activedescendant", shown.length ? `palette-${at}` : "");
  list.children[at]?.scrollIntoView({ block: "nearest" });
}

function choose(number: number): void {
  const one = shown[number];
  close();
  one?.go();
}

function close(): void {
  const open = box;
  box = null;
  found = [];
  window.clearTimeout(waiting);
  asked?.abort();
  open?.remove();
  before?.focus();
}

function open(): void {
  before = document.activeElement as HTMLElement | null;
  box = Object.assign(document.createElement("div"), { className: "palette" });
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-modal", "true");
  box.setAttribute("aria-label", word("palette"));
  const input = Object.assign(document.createElement("input"), { type: "text", placeholder: word("palette_hint"), autocomplete: "off" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-label": word("palette") })) input.setAttribute(name, value);
  const list = Object.assign(document.createElement("ul"), { id: "palette-list" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("palette"));
  box.append(input, list);
  document.body.append(box);
  at = 0;
  input.addEventListener("input", typedAnew);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => box && close());
  draw();
  input.focus();
}

function onKey(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  if (event.isComposing) return;
  if (event.key in steps) {
    event.preventDefault();
    at = (at + steps[event.key] + shown.length) % Math.max(1, shown.length);
    draw();
  } else if (event.key === "Enter" || event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") choose(at);
    else close();
  }
}

/** Listen for Ctrl-K and Cmd-K; it is no single key, so it works everywhere, also while typing. */
export function startPalette(): void {
  if (!document.querySelector(".rail")) return;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (box) close();
    else open();
  });
}
