// Forms as people expect them: the summary of errors takes the focus, a second press sends nothing twice, long texts count.

function guard(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A slow or refused network gives the button back.
  window.setTimeout(() => delete form.dataset.sent, 8_000);
}

// A limit of millions guards the server; nobody who pastes a file counts towards it.
const WORTH_COUNTING = 100_000;

function count(area: HTMLTextAreaElement): void {
  if (area.maxLength > WORTH_COUNTING) return;
  const box = document.querySelector<HTMLElement>(`[data-count-for="${area.id}"]`);
  if (box) box.textContent = `${[...area.value].length}/${area.maxLength}`;
}

function mark(target: Element): void {
  if (!(target instanceof HTMLInputElement) || !/checkbox|radio/.test(target.type)) return;
  target.form?.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(target.name)}"]`).forEach((input) => {
    input.closest(".choice, .tile")?.classList.toggle("on", input.checked);
  });
}

/** Wire the page's forms. */
export function startForms(): void {
  document.addEventListener("submit", guard);
  window.addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => delete form.dataset.sent));
  const settle = (root: ParentNode): void => {
    root.querySelector<HTMLElement>(".errors[tabindex]")?.focus();
    root.querySelectorAll<HTMLTextAreaElement>("textarea[maxlength]").forEach(count);
    root.querySelectorAll(".choice input:checked, .tile input:checked").forEach(mark);
  };
  // The browser does this only when it first draws the page; whoever types fast has pressed Enter by then.
  document.querySelector<HTMLElement>("[autofocus]")?.focus();
  settle(document);
  document.body.addEventListener("htmx:afterSwap", (event) => settle(event.target as HTMLElement));
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement) count(event.target);
  });
  document.addEventListener("change", (event) => {
    mark(event.target as Element);
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-sends-itself]");
    form?.requestSubmit();
  });
}
