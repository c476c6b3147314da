// Selecting rows (X, Shift, all on the page) and doing one thing to all of them, a few at a time, with how far it is.
import { csrf, word } from "./words";

let last: HTMLInputElement | null = null;

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-rows] input.select")];
}

function show(): void {
  const bar = document.querySelector<HTMLElement>("[data-picked]");
  if (!bar) return;
  const picked = boxes().filter((box) => box.checked);
  const states = picked.map((box) => box.closest<HTMLElement>(".line")?.dataset.state ?? "");
  document.getElementById("list")?.toggleAttribute("data-picking", picked.length > 0 || isPicking());
  boxes().forEach((box) => box.closest(".line")?.classList.toggle("picked", box.checked));
  bar.hidden = !picked.length;
  bar.querySelector<HTMLElement>("[data-picked-count]")!.textContent = word("picked", { count: picked.length });
  let fits = 0;
  bar.querySelectorAll<HTMLElement>("[data-states]").forEach((button) => {
    const from = button.dataset.states!.split(" ");
    const count = states.filter((state) => from.includes(state)).length;
    button.hidden = !count;
    fits += count;
    button.querySelector<HTMLElement>(".count")!.textContent = count && count < picked.length ? String(count) : "";
  });
  bar.querySelector<HTMLElement>("[data-picked-none-fits]")!.hidden = !picked.length || fits > 0;
}

function isPicking(): boolean {
  return document.querySelector("[data-picks]")?.getAttribute("aria-pressed") === "true";
}

function span(box: HTMLInputElement, event: MouseEvent): void {
  if (event.shiftKey && last && last.isConnected && last !== box) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
  }
  last = box;
  show();
}

function set(checked: boolean): void {
  boxes().forEach((box) => (box.checked = checked));
  if (!checked) document.querySelector("[data-picks]")?.setAttribute("aria-pressed", "false");
  show();
}

/** Send the chosen codes a few at a time; each answer is the lines of those few. */
async function sendAll(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  const codes = data.getAll("code").map(String);
  const few = Number(form.dataset.bulk) || 5;
  const [box, out] = [progressOf(form, codes.length), document.createElement("ul")];
  out.className = "card flush outcomes";
  form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => (button.disabled = true));
  for (let at = 0; at < codes.length; at += few) {
    const body = new FormData(form);
    body.delete("code");
    codes.slice(at, at + few).forEach((code) => body.append("code", code));
    const answer = await fetch(form.action, { method: "POST", headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" }, body }).catch(() => null);
    if (answer?.status === 422) return replaceForm(form, await answer.text());
    if (!answer?.ok) {
      box.say(word("stopped"));
      form.querySelectorAll<HTMLInputElement>("input[name=code]").forEach((input) => codes.indexOf(input.value) < at && input.remove());
      form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => (button.disabled = false));
      break;
    }
    out.insertAdjacentHTML("beforeend", await answer.text());
    box.at(Math.min(at + few, codes.length));
    if (!out.isConnected) form.closest("section")!.querySelector(".outcomes")?.replaceWith(out);
  }
  const done = out.querySelectorAll("[data-done='1']").length;
  if (done + out.querySelectorAll("[data-done='0']").length === codes.length) finish(form, box, done, codes.length - done);
}

function finish(form: HTMLFormElement, box: { say(text: string): void }, done: number, refused: number): void {
  box.say(word("outcome", { done, refused }));
  localStorage.removeItem(`draft:${form.dataset.draft ?? ""}`);
  [...form.children].forEach((child) => child.matches("[data-progress]") || child.remove());
  const back = Object.assign(document.createElement("a"), { className: "button primary", href: form.dataset.back ?? "/console/", textContent: word("outcome_back") });
  form.append(back);
  back.focus();
}

function replaceForm(form: HTMLFormElement, html: string): void {
  const section = form.closest("section")!;
  section.innerHTML = html;
  section.querySelector<HTMLElement>(".errors")?.focus();
}

function progressOf(form: HTMLFormElement, all: number): { at(done: number): void; say(text: string): void } {
  const box = Object.assign(document.createElement("p"), { className: "progress" });
  box.dataset.progress = "";
  box.setAttribute("role", "status");
  const bar = Object.assign(document.createElement("progress"), { max: all, value: 0 });
  const text = Object.assign(document.createElement("b"), { textContent: word("progress", { done: 0, all }) });
  bar.setAttribute("aria-label", text.textContent);
  box.append(bar, text);
  form.querySelector("[data-progress]")?.remove();
  form.prepend(box);
  return {
    at: (done) => {
      bar.value = done;
      text.textContent = word("progress", { done, all });
    },
    say: (words) => (text.textContent = words),
  };
}

/** Wire the boxes, the bar and the form for many. */
export function startPicking(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.matches("input.select")) return span(target as HTMLInputElement, event);
    if (target.closest("[data-pick-all]")) return set(true);
    if (target.closest("[data-pick-none]")) return set(false);
    const toggle = target.closest<HTMLElement>("[data-picks]");
    if (!toggle) return;
    toggle.setAttribute("aria-pressed", String(!isPicking()));
    if (isPicking()) show();
    else set(false);
  });
  document.addEventListener("rows", show);
  window.addEventListener("pageshow", show);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.dataset.bulk) return;
    event.preventDefault();
    void sendAll(form);
  });
}
