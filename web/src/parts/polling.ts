// Live without a held connection: one cheap address with an ETag, asked every two seconds while the page is looked at.
// `data-poll="/console/changes/?since=…"` answers 304, or JSON {news: n, version: "…"}; the element inside marked `data-poll-news` then
// offers "n 条新的": nothing ever moves under somebody's pointer. `data-poll-count="inbox"` badges take `counts.inbox`.
import { word } from "./words";

const EVERY = 2_000;
const SLOWEST = 30_000;

type Answer = { news?: number; version?: string; counts?: Record<string, number>; reload?: boolean };

class Poll {
  private tag = "";
  private wait: number;

  constructor(private readonly element: HTMLElement) {
    this.wait = Number(element.dataset.pollEvery) || EVERY;
    this.later();
  }

  private later(): void {
    window.setTimeout(() => void this.ask(), this.wait);
  }

  private async ask(): Promise<void> {
    if (!this.element.isConnected) return;
    if (!document.hidden) await this.fetch();
    this.later();
  }

  private async fetch(): Promise<void> {
    const usual = Number(this.element.dataset.pollEvery) || EVERY;
    try {
      const headers: Record<string, string> = { Accept: "application/json" };
      if (this.tag) headers["If-None-Match"] = this.tag;
      const answer = await fetch(this.element.dataset.poll!, { headers, cache: "no-store" });
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      this.wait = usual;
      document.documentElement.removeAttribute("data-offline");
      if (answer.status === 304) return;
      this.tag = answer.headers.get("ETag") ?? "";
      this.show((await answer.json()) as Answer);
    } catch {
      // The network or the server is away: ask less often, and say how old the page is.
      this.wait = Math.min(this.wait * 2, SLOWEST);
      document.documentElement.setAttribute("data-offline", "");
    }
  }

  private show(answer: Answer): void {
    const news = this.element.querySelector<HTMLElement>("[data-poll-news]");
    if (news && answer.news !== undefined) {
      news.hidden = !answer.news;
      if (answer.news) news.textContent = word("news", { count: answer.news });
    }
    for (const [name, count] of Object.entries(answer.counts ?? {})) {
      document.querySelectorAll<HTMLElement>(`[data-poll-count="${name}"]`).forEach((badge) => {
        badge.textContent = String(count);
        badge.hidden = !count;
      });
    }
    document.dispatchEvent(new CustomEvent("poll", { detail: answer }));
  }
}

/** Start asking for every `data-poll` of the page. */
export function startPolling(): void {
  const start = (): void => document.querySelectorAll<HTMLElement>("[data-poll]:not([data-polled])").forEach((element) => {
    element.dataset.polled = "";
    new Poll(element);
  });
  start();
  document.body.addEventListener("htmx:afterSwap", start);
}
