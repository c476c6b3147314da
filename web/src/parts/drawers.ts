// Drawers for help and history. `data-opens="id"` on a button shows or hides the element with that id; Escape closes it and
// gives the focus back. The drawer with `data-key-list` is filled with the keys that work on the page.
import { keysOnPage } from "./keys";
import { currentCode } from "./list";

let opener: HTMLElement | null = null;

function show(drawer: HTMLElement, button: HTMLElement): void {
  if (drawer.dataset.later && !aim(drawer)) return;
  opener = button;
  const list = drawer.querySelector<HTMLElement>("[data-key-list]");
  if (list) fill(list);
  drawer.hidden = false;
  button.setAttribute("aria-expanded", "true");
  (drawer.querySelector<HTMLElement>("[data-closes]") ?? drawer).focus();
}

/** What is laid aside is the focused row's case, else the open one. */
function aim(drawer: HTMLElement): boolean {
  const [form, code] = [drawer.querySelector("form"), currentCode()];
  if (form && code) form.action = drawer.dataset.later!.replace("CODE", code);
  return !!code;
}

function hide(drawer: HTMLElement): void {
  drawer.hidden = true;
  document.querySelectorAll(`[data-opens="${drawer.id}"]`).forEach((button) => button.setAttribute("aria-expanded", "false"));
  opener?.focus();
  opener = null;
}

function fill(list: HTMLElement): void {
  list.querySelectorAll("[data-found]").forEach((old) => old.remove());
  for (const [key, label] of keysOnPage()) {
    const row = document.createElement("div");
    row.dataset.found = "";
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    for (const part of key.split(" ")) {
      const sign = document.createElement("kbd");
      sign.className = "key";
      sign.textContent = part.toUpperCase();
      term.append(sign, " ");
    }
    text.textContent = label;
    row.append(term, text);
    list.append(row);
  }
}

/** Wire the page's drawers. */
export function startDrawers(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-opens]");
    const drawer = button && document.getElementById(button.dataset.opens!);
    if (button && drawer) drawer.hidden ? show(drawer, button) : hide(drawer);
    const closing = target.closest<HTMLElement>("[data-closes]")?.closest<HTMLElement>(".drawer, .popover, .sift");
    if (closing) hide(closing);
    // A menu made of <details> closes when something else is pressed.
    document.querySelectorAll<HTMLDetailsElement>("details.menu[open], details.more[open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll<HTMLDetailsElement>("details.menu[open], details.more[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
  });
}
