// One large question a screen, all of them in one load: `form[data-steps]` with `.step[data-step="where"]` sections. The value names the
// step to begin with; empty means the one with the first error. The browser's own Back goes one question back and loses nothing.

import { word } from "./words";

let form: HTMLFormElement;
let steps: HTMLElement[];

function named(name: string): HTMLElement | undefined {
  return steps.find((step) => step.dataset.step === name);
}

function show(step: HTMLElement, { isFocused = true } = {}): void {
  const at = steps.indexOf(step);
  steps.forEach((one) => one.classList.toggle("now", one === step));
  const count = form.querySelector<HTMLElement>("[data-step-count]");
  if (count) count.textContent = count.dataset.stepCount!.replace("{n}", String(at + 1)).replace("{m}", String(steps.length));
  const bar = form.querySelector<HTMLProgressElement>("progress");
  if (bar) bar.value = at + 1;
  form.querySelectorAll<HTMLElement>("[data-step-back]").forEach((button) => (button.hidden = at === 0));
  said();
  if (isFocused) {
    step.querySelector<HTMLElement>("h2[tabindex]")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

/** What was answered so far, in short, where a later question shows it. */
function said(): void {
  form.querySelectorAll<HTMLElement>("[data-said]").forEach((place) => {
    const controls = [...form.querySelectorAll<HTMLInputElement>(`[name="${place.dataset.said}"]`)];
    if (controls[0]?.type === "file") {
      // Those that the server has from an earlier try go along too.
      const count = (controls[0].files?.length ?? 0) + form.querySelectorAll("[name=kept]:checked").length;
      place.textContent = word("photos_along", { n: count });
      place.hidden = !count;
      return;
    }
    const control = controls.find((one) => one.type !== "radio" || one.checked);
    const label = control?.type === "radio" ? control.closest("label") : null;
    const pieces = label ? [...label.querySelectorAll("span")].map((piece) => piece.textContent!.trim()) : [];
    place.textContent = label ? pieces.join(" · ") || label.textContent!.trim() : (control?.value ?? "");
  });
}

/** The first control of a step that the browser finds wrong, told in its own way. */
function isRight(step: HTMLElement): boolean {
  const wrong = step.querySelector<HTMLInputElement>(":invalid:not(fieldset)");
  wrong?.reportValidity();
  return !wrong;
}

function go(step: HTMLElement): void {
  history.pushState({ step: step.dataset.step }, "", `#${step.id}`);
  show(step);
}

function first(): HTMLElement {
  const faulty = form.querySelector(".step .error")?.closest<HTMLElement>(".step");
  return faulty ?? named(window.location.hash.slice(1)) ?? named(form.dataset.steps!) ?? steps[0];
}

function clicked(event: Event): void {
  const target = event.target as Element;
  const now = steps.find((step) => step.classList.contains("now"))!;
  if (target.closest("[data-step-next]") && isRight(now)) go(steps[steps.indexOf(now) + 1]);
  if (target.closest("[data-step-back]")) go(steps[steps.indexOf(now) - 1]);
  const link = target.closest<HTMLAnchorElement>("a[href^='#']");
  const aim = link && document.getElementById(link.hash.slice(1))?.closest<HTMLElement>(".step");
  if (aim) show(aim, { isFocused: false });
}

function entered(event: KeyboardEvent): void {
  // Enter in a line goes on like the button below it; it never sends what nobody has looked over.
  const target = event.target as HTMLElement;
  if (event.key !== "Enter" || !target.matches("input:not([type=checkbox]):not([type=radio]):not([type=file]), select")) return;
  event.preventDefault();
  target.closest(".step")?.querySelector<HTMLElement>("[data-step-next]:not([hidden])")?.click();
}

function sending(event: SubmitEvent): void {
  if ((event.submitter as HTMLButtonElement | null)?.formNoValidate) return;
  const wrong = steps.find((step) => step.querySelector(":invalid:not(fieldset)"));
  if (!wrong) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  show(wrong);
  isRight(wrong);
}

/** Turn the page's form into steps. */
export function startSteps(): void {
  const found = document.querySelector<HTMLFormElement>("form[data-steps]");
  if (!found) return;
  form = found;
  steps = [...form.querySelectorAll<HTMLElement>(".step")];
  form.noValidate = true;
  form.classList.add("stepping");
  form.querySelectorAll<HTMLElement>("progress, [data-step-next]").forEach((element) => (element.hidden = false));
  const start = first();
  history.replaceState({ step: start.dataset.step }, "");
  show(start, { isFocused: false });
  form.addEventListener("drawn", said);
  form.addEventListener("click", clicked);
  form.addEventListener("keydown", entered);
  form.addEventListener("submit", sending, { capture: true });
  window.addEventListener("popstate", (event) => {
    const step = named((event.state as { step?: string } | null)?.step ?? "");
    if (step) show(step);
  });
}
