// What somebody types is not lost: not by a reload, a dead battery, a colleague who was faster. A form with
// `data-draft="260305-0417/note"` is kept in this browser while it is typed; with `data-draft-url` also on the server (POST key, content),
// which gives it back as `data-draft-kept` on any device. Fields marked `data-private` (names, telephones), passwords and files
// are never kept. A draft goes when its form was sent and the next page shows the form no more.
import { csrf, word } from "./words";

const PREFIX = "draft:";
const SENT = "sent:";
const KEEP_DAYS = 7;
const WAIT = 500;

type Fields = Record<string, string[]>;
type Draft = { at: number; fields: Fields; who?: string };
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const timers = new WeakMap<HTMLFormElement, number>();
// What could not be put back yet: a list whose choices come only after the one above it is chosen.
const waiting = new WeakMap<HTMLFormElement, Fields>();

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((element): element is Control =>
    element.matches("input, textarea, select") && !!(element as Control).name && !element.matches("[type=hidden], [type=password], [type=file], [data-private]"));
}

/** The values that a draft may keep, by name. */
export function fieldsOf(form: HTMLFormElement): Fields {
  const fields: Fields = {};
  for (const control of controls(form)) {
    if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type) && !control.checked) continue;
    if (control.value) (fields[control.name] ??= []).push(control.value);
  }
  return fields;
}

/** Put `fields` back where the person has typed nothing since. Returns whether anything changed. */
export function restore(form: HTMLFormElement, fields: Fields): boolean {
  let changed = false;
  for (const control of controls(form)) {
    const values = fields[control.name];
    if (!values?.length) continue;
    if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type)) {
      const on = values.includes(control.value);
      changed ||= on !== control.checked;
      control.checked = on;
    } else if (!control.value || control.value === initial(control)) {
      const before = control.value;
      control.value = values[0];
      changed ||= control.value !== before;
      if (control instanceof HTMLSelectElement && control.value !== before) tell(control);
    }
  }
  return changed;
}

/** Say that a list was chosen from, once those who hear it are there. */
function tell(control: Control): void {
  const say = (): unknown => control.dispatchEvent(new Event("change", { bubbles: true }));
  if (document.readyState === "complete") say();
  else window.addEventListener("load", say, { once: true });
}

function initial(control: Control): string {
  return control instanceof HTMLSelectElement ? ([...control.options].find((option) => option.defaultSelected)?.value ?? "") : control.defaultValue;
}

/** Whose words: a colleague who signs in at the same machine does not get them. */
function who(): string {
  return document.body.dataset.who ?? "";
}

function parse(text: string | null | undefined): Draft | null {
  try {
    const draft = JSON.parse(text || "null") as Draft | null;
    return draft && (draft.who ?? "") === who() && Date.now() - draft.at < KEEP_DAYS * 86_400_000 ? draft : null;
  } catch {
    return null;
  }
}

function read(key: string): Draft | null {
  try {
    return parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** The newer one of what this browser and what the server kept. */
function newest(form: HTMLFormElement): Draft | null {
  const [here, there] = [read(form.dataset.draft!), parse(form.dataset.draftKept)];
  return here && there ? (here.at >= there.at ? here : there) : (here ?? there);
}

function save(form: HTMLFormElement, isLocal = false): void {
  const key = form.dataset.draft!;
  const fields = fieldsOf(form);
  const content = Object.keys(fields).length ? JSON.stringify({ at: Date.now(), fields, who: who() }) : "";
  try {
    if (content) localStorage.setItem(PREFIX + key, content);
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // A full or forbidden store: the server's copy, if the form has one, still stands.
  }
  if (!isLocal) sendDraft(form, content);
}

function sendDraft(form: HTMLFormElement, content: string): void {
  if (!form.dataset.draftUrl) return;
  void fetch(form.dataset.draftUrl, {
    method: "POST",
    keepalive: true,
    headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" },
    body: new URLSearchParams({ key: form.dataset.draft!, content }),
  }).catch(() => undefined);
}

/** Drop what was sent, once a page has come that shows its form no more: a refused or unreachable form stays. */
function settle(): void {
  for (const mark of Object.keys(sessionStorage).filter((name) => name.startsWith(SENT))) {
    const key = mark.slice(SENT.length);
    // A page that says what went wrong is no answer to the form: what was typed stays for the next time it is open.
    const isRefused = document.querySelector("[data-draft-stays]") !== null;
    if (!isRefused && ![...document.forms].some((form) => form.dataset.draft === key)) localStorage.removeItem(PREFIX + key);
    sessionStorage.removeItem(mark);
  }
}

function open(form: HTMLFormElement): void {
  if (form.dataset.draftOpen) return;
  form.dataset.draftOpen = "yes";
  const draft = newest(form);
  // A form that came back with errors holds newer words than the draft.
  if (!draft || form.querySelector("[aria-invalid=true], .errors") || !restore(form, draft.fields)) return;
  waiting.set(form, draft.fields);
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = word("draft_back", { at: new Date(draft.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: word("draft_drop") });
  drop.addEventListener("click", () => {
    localStorage.removeItem(PREFIX + form.dataset.draft);
    sendDraft(form, "");
    form.reset();
    notice.remove();
  });
  notice.append(text, drop);
  form.prepend(notice);
}

function isOld(text: string | null): boolean {
  try {
    return Date.now() - (JSON.parse(text || "null") as Draft).at >= KEEP_DAYS * 86_400_000;
  } catch {
    return true;
  }
}

function sweep(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && isOld(localStorage.getItem(key))) localStorage.removeItem(key);
    }
  } catch {
    // No store, nothing to sweep.
  }
}

/** Keep and restore the page's drafts. */
export function startDrafts(): void {
  const done = document.querySelectorAll<HTMLMetaElement>('meta[name="draft-done"]');
  try {
    settle();
    done.forEach((meta) => localStorage.removeItem(PREFIX + meta.content));
    if (document.querySelector('meta[name="signed-out"]')) Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // A browser without a store has nothing to forget.
  }
  sweep();
  const openAll = (): void => document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(open);
  openAll();
  document.body.addEventListener("htmx:afterSwap", (event) => {
    openAll();
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    const fields = form && waiting.get(form);
    if (form && fields) restore(form, fields);
  });
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    if (!form) return;
    waiting.delete(form);
    window.clearTimeout(timers.get(form));
    timers.set(form, window.setTimeout(() => save(form), WAIT));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    window.clearTimeout(timers.get(form));
    if (!form.dataset.draft || event.defaultPrevented) return;
    save(form, true); // the last words too, should the answer be a refusal; the server drops its own copy when it was done
    sessionStorage.setItem(SENT + form.dataset.draft, "");
  });
  window.addEventListener("pagehide", () => document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach((form) => {
    if (timers.has(form) && !form.dataset.sent) save(form);
  }));
}
