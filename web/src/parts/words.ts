/** A sentence from the page: `base.html` puts them into `data-words`, so that every language lives in one catalogue. */
export function word(name: string, values: Record<string, string | number> = {}): string {
  const text = words()[name] ?? name;
  return text.replace(/%\((\w+)\)s/g, (_whole, key: string) => String(values[key] ?? ""));
}

let known: Record<string, string> | undefined;

function words(): Record<string, string> {
  known ??= JSON.parse(document.getElementById("words")?.textContent || "{}") as Record<string, string>;
  return known;
}

/** The token that Django asks for with every POST. */
export function csrf(): string {
  return document.querySelector<HTMLElement>("[data-csrf]")?.dataset.csrf ?? "";
}
