// Copying with one press: `button[data-copies="id"][data-needs-script]` (hidden without a script) copies the text of that element.
import { toast } from "./toasts";

async function copy(button: HTMLElement): Promise<void> {
  const told = document.getElementById(button.dataset.copies!);
  if (!told) return;
  try {
    await navigator.clipboard.writeText(told.textContent?.trim() ?? "");
    toast({ text: button.dataset.copied ?? "" });
  } catch {
    getSelection()?.selectAllChildren(told);
  }
}

/** Wire the buttons that copy. */
export function startCopying(): void {
  document.querySelectorAll<HTMLElement>("[data-copies][data-needs-script]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copies]");
    if (button) void copy(button);
  });
}
