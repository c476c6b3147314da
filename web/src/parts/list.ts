// The list of the console while it lies open: rows that changed are marked in place, new ones wait behind "5 条新 ↑", and small signs
// tell who has a case open. Nothing moves under the pointer or the focus until somebody asks for it.
import { csrf, word } from "./words";

export type News = { mark?: string; moved?: string[]; listed?: string[]; present?: Record<string, string[]>; stale?: boolean };

const TELLS_EVERY = 15_000;
let waiting = new Set<string>();
let here: Record<string, string[]> = {};
let told = "";

function list(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-live-list]");
}

function lines(root: ParentNode = document): Map<string, HTMLElement> {
  return new Map([...root.querySelectorAll<HTMLElement>("[data-rows] .line[data-code]")].map((line) => [line.dataset.code!, line]));
}

/** The code of the case that is open beside the list, "" when none is. */
export function openCode(): string {
  return /\/cases\/([^/]+)\//.exec(window.location.pathname)?.[1] ?? "";
}

/** The code of the row that has the focus, else of the open case. */
export function currentCode(): string {
  return (document.activeElement as HTMLElement | null)?.closest<HTMLElement>(".line[data-code]")?.dataset.code || openCode();
}

async function anew(): Promise<Document | null> {
  const address = list()?.dataset.liveList;
  const answer = address ? await fetch(address, { headers: { Accept: "text/html", "X-Requested-With": "fetch" } }).catch(() => null) : null;
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

/** Write what a row says now into the row that stands there, so that focus and place stay. */
function renew(old: HTMLElement, fresh: HTMLElement): void {
  const [row, next] = [old.querySelector<HTMLElement>("a.row")!, fresh.querySelector<HTMLElement>("a.row")!];
  old.dataset.state = fresh.dataset.state;
  row.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
}

function sign(line: HTMLElement, name: "moved" | "left"): void {
  if (line.querySelector(`[data-sign=${name}]`)) return;
  line.classList.add(name);
  const words = Object.assign(document.createElement("span"), { className: "tag vital", textContent: word(name) });
  words.dataset.sign = name;
  line.append(words); // laid over the row, so that nothing moves
}

async function mark(moved: Set<string>, listed: Set<string>): Promise<void> {
  const shown = lines();
  const touched = [...moved].filter((code) => shown.has(code));
  if (!touched.length) return;
  const fresh = await anew();
  if (!fresh) return;
  const now = lines(fresh);
  for (const code of touched) {
    const line = shown.get(code)!;
    if (now.has(code)) renew(line, now.get(code)!);
    sign(line, listed.has(code) ? "moved" : "left");
  }
  takeCounts(fresh);
  showPresence();
}

function takeCounts(fresh: Document): void {
  const tabs = fresh.querySelector(".tabs.line");
  const old = document.querySelector(".tabs.line");
  if (tabs && old && !old.querySelector("details[open]") && !old.contains(document.activeElement)) old.replaceWith(document.importNode(tabs, true));
}

function offer(): void {
  const button = document.querySelector<HTMLElement>("[data-news]");
  if (!button) return;
  button.hidden = !waiting.size;
  button.textContent = waiting.size ? word("news_up", { count: waiting.size }) : "";
}

/** What the poll tells. */
export function take(news: News): void {
  const element = list();
  if (!element || !news.mark) return;
  if (element.dataset.poll) {
    const address = new URL(element.dataset.poll, window.location.href);
    address.searchParams.set("since", news.mark);
    element.dataset.poll = address.pathname + address.search;
  }
  here = news.present ?? here;
  showPresence();
  const [shown, listed] = [lines(), new Set(news.listed ?? [])];
  listed.forEach((code) => shown.has(code) || waiting.add(code));
  (news.moved ?? []).forEach((code) => listed.has(code) || waiting.delete(code));
  if (news.stale) waiting.add("…");
  offer();
  void mark(new Set(news.moved ?? []), listed);
}

/** The sign for a person in little room: the last character of a Chinese name, else the first letter. */
function initial(name: string): string {
  const characters = [...name.trim()];
  const last = characters[characters.length - 1] ?? "";
  return last > "\u2e80" ? last : (characters[0] ?? "").toUpperCase();
}

function showPresence(): void {
  lines().forEach((line, code) => {
    const box = line.querySelector<HTMLElement>("[data-here]");
    if (!box) return;
    const names = here[code] ?? [];
    box.hidden = !names.length;
    box.title = names.length ? word("present", { who: names.join("、") }) : "";
    box.replaceChildren(...names.slice(0, 3).map((name) => Object.assign(document.createElement("i"), { textContent: initial(name), ariaHidden: "true" })));
    if (names.length) box.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: box.title }));
  });
  const head = document.querySelector<HTMLElement>("#desk .main > header");
  const names = here[openCode()] ?? [];
  let note = document.querySelector<HTMLElement>("[data-present]");
  if (!names.length || !head) return void note?.remove();
  note ??= Object.assign(document.createElement("p"), { className: "present" });
  note.dataset.present = "";
  note.setAttribute("role", "status");
  const text = word("present", { who: names.join("、") });
  if (note.textContent !== text) note.textContent = text;
  if (note.parentElement !== head) head.append(note);
}

/** Bring the new rows in, and keep the focused row under the eye. */
export async function bringIn(): Promise<void> {
  const rows = document.querySelector<HTMLElement>(".list > .rows");
  const fresh = await anew();
  const next = fresh?.querySelector<HTMLElement>(".list > .rows");
  if (!rows || !fresh || !next) return;
  const picked = new Set([...rows.querySelectorAll<HTMLInputElement>("input.select:checked")].map((box) => box.value));
  const before = new Set(lines().keys());
  const code = currentCode();
  const held = (document.activeElement as HTMLElement | null)?.closest(".line") !== null;
  const was = lines().get(code)?.getBoundingClientRect().top;
  rows.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
  const now = lines();
  now.forEach((line, each) => {
    line.classList.toggle("new", !before.has(each));
    const box = line.querySelector<HTMLInputElement>("input.select");
    if (box) box.checked = picked.has(each);
  });
  const line = now.get(code);
  if (line && was !== undefined) rows.scrollTop += line.getBoundingClientRect().top - was;
  if (line && held) line.querySelector<HTMLElement>("a.row")?.focus({ preventScroll: true });
  const poll = fresh.querySelector<HTMLElement>("[data-live-list]")?.dataset.poll;
  if (poll) list()!.dataset.poll = poll;
  waiting = new Set();
  offer();
  takeCounts(fresh);
  showPresence();
  window.htmx?.process(rows);
  document.dispatchEvent(new CustomEvent("rows"));
}

function tell(code: string, isLeaving = false): void {
  if (code === "" && told === "") return;
  told = code;
  const body = new URLSearchParams({ code, csrfmiddlewaretoken: csrf() });
  if (isLeaving) navigator.sendBeacon("/console/presence/", body);
  else void fetch("/console/presence/", { method: "POST", headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" }, body }).catch(() => undefined);
}

/** Wire the list, and tell which case is open here. */
export function startList(): void {
  if (!list()) return;
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-news]")) void bringIn();
  });
  document.addEventListener("poll", (event) => take((event as CustomEvent<News>).detail));
  document.body.addEventListener("htmx:pushedIntoHistory", () => tell(openCode()));
  document.body.addEventListener("htmx:afterSwap", showPresence);
  window.addEventListener("pagehide", () => tell("", true));
  document.addEventListener("visibilitychange", () => tell(document.hidden ? "" : openCode(), document.hidden));
  tell(openCode());
  window.setInterval(() => document.hidden || tell(openCode()), TELLS_EVERY);
}

declare global {
  interface Window {
    htmx?: { process(element: Element): void };
  }
}
