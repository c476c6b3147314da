// Somebody else moved the case that lies open: a quiet strip says who did what, and offers the page as it is now. Nothing is swapped by
// itself: what is being typed stays (it is a draft already, and comes back with the page).
//   <div data-moved="/console/cases/…/moved/?revision=7" hidden> <span data-moved-text></span> <a>…</a> </div>
const EVERY = 4_000;

async function ask(strip: HTMLElement): Promise<void> {
  const answer = await fetch(strip.dataset.moved!, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (answer.status !== 200) return;
  const { text } = (await answer.json()) as { text: string };
  const shown = strip.querySelector<HTMLElement>("[data-moved-text]");
  if (shown && shown.textContent !== text) shown.textContent = text;
  strip.hidden = false;
}

function watch(strip: HTMLElement): void {
  const later = (): void => {
    window.setTimeout(() => {
      if (!strip.isConnected) return;
      const asked = document.hidden ? Promise.resolve() : ask(strip).catch(() => undefined); // away: ask again later
      void asked.then(later);
    }, EVERY);
  };
  later();
}

/** Watch over every open case of the page. */
export function startMoved(): void {
  const start = (): void => document.querySelectorAll<HTMLElement>("[data-moved]:not([data-watched])").forEach((strip) => {
    strip.dataset.watched = "";
    watch(strip);
  });
  start();
  document.body.addEventListener("htmx:afterSwap", start);
}
