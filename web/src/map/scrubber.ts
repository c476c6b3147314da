// The clock of the map: a slider over past moments with how many cases were open at each, and play. Whoever listens gets
// the moment as text ("" is now); nothing else on the page keeps a time of its own.
type Timeline = { counts: number[]; labels: [string, string][] };

const SVG = "http://www.w3.org/2000/svg";
const PACE = 700; // milliseconds a step

export class Scrubber {
  private told: Timeline = { counts: [], labels: [] };
  private timer = 0;
  private busy = false;
  private readonly slider: HTMLInputElement;
  private readonly bars: SVGSVGElement;
  private readonly play: HTMLButtonElement;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly moved: (at: string, isPlaying: boolean) => Promise<void>,
  ) {
    this.slider = form.querySelector<HTMLInputElement>("[data-scrub]")!;
    this.bars = form.querySelector<SVGSVGElement>("[data-bars]")!;
    this.play = form.querySelector<HTMLButtonElement>("[data-play]")!;
    form.querySelector<HTMLElement>("[data-track]")!.hidden = false;
    this.play.hidden = false;
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
  }

  /** The span, as the server tells it. `at` is the moment shown now. */
  show(told: Timeline, at: string): void {
    this.told = told;
    const last = told.counts.length - 1;
    this.slider.max = String(last);
    this.form.querySelector("[data-first]")!.textContent = told.labels[0]?.[1] ?? "";
    this.form.querySelector("[data-last]")!.textContent = told.labels[last]?.[1] ?? "";
    const most = Math.max(1, ...told.counts);
    this.bars.setAttribute("viewBox", `0 0 ${told.counts.length} 100`);
    this.bars.replaceChildren(
      ...told.counts.map((count, n) => {
        const bar = document.createElementNS(SVG, "rect");
        const high = (count / most) * 100;
        for (const [key, value] of [["x", n + 0.1], ["y", 100 - high], ["width", 0.8], ["height", high]] as const) bar.setAttribute(key, String(value));
        return bar;
      }),
    );
    this.mark(at);
  }

  /** Put the handle where `at` is, without telling anybody. */
  mark(at: string): void {
    const last = this.told.counts.length - 1;
    const later = this.told.labels.findIndex(([moment]) => moment > at);
    const place = at === "" ? last : later < 0 ? last : Math.max(later - 1, 0);
    this.slider.value = String(place);
    this.shade(place);
    if (at === "") this.stop();
  }

  private shade(place: number): void {
    this.slider.setAttribute("aria-valuetext", this.told.labels[place]?.[1] ?? "");
    [...this.bars.children].forEach((bar, n) => bar.classList.toggle("ahead", n > place));
  }

  private async go(place: number): Promise<void> {
    this.shade(place);
    const isLast = place >= this.told.counts.length - 1;
    await this.moved(isLast ? "" : (this.told.labels[place]?.[0] ?? ""), this.timer !== 0);
  }

  private start(): void {
    if (Number(this.slider.value) >= Number(this.slider.max)) this.slider.value = "0";
    this.play.setAttribute("aria-pressed", "true");
    this.timer = window.setInterval(() => void this.next(), PACE);
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.play.setAttribute("aria-pressed", "false");
  }

  // A slow answer makes the play slower, never out of step.
  private async next(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.slider.stepUp();
      await this.go(Number(this.slider.value));
      if (this.slider.value === this.slider.max) this.stop();
    } finally {
      this.busy = false;
    }
  }
}
