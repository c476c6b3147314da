// Standard answers: pressing one puts its words into the field, where the caret is, to be changed before they are sent.
//   <a href="?do=handle&reply=x" data-inserts="id_answer" data-text="…">  The address does the same without this script.

function insert(field: HTMLTextAreaElement, text: string): void {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, start);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  field.setRangeText(gap + text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

/** Let the page's standard answers be put in by a press. */
export function startInserting(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-inserts]");
    const field = link && document.getElementById(link.dataset.inserts!);
    if (!link || !(field instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    insert(field, link.dataset.text ?? "");
    link.closest("details")?.removeAttribute("open");
  });
}
