// "Read it to me": `button[data-speaks]` is shown only where the browser has a voice for the page's language. It reads the main part,
// piece by piece, marks what is being read, and stops on a second press.

let pieces: HTMLElement[] = [];
let at = -1;

const READ = "h1, h2, h3, p, li, dt, dd, label, legend, .button, summary, a.row, a.tile";

function voice(): SpeechSynthesisVoice | undefined {
  const language = document.documentElement.lang.slice(0, 2).toLowerCase();
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
}

function collect(): HTMLElement[] {
  const all = [...document.querySelectorAll<HTMLElement>("#main :is(" + READ + ")")];
  return all.filter((element) => element.offsetParent !== null && !element.closest("[aria-hidden=true], .hidden-text")
    && !element.parentElement?.closest(READ) && element.innerText.trim());
}

function mark(element: HTMLElement | undefined): void {
  document.querySelector(".being-read")?.classList.remove("being-read");
  element?.classList.add("being-read");
  element?.scrollIntoView({ block: "nearest" });
}

function stop(button: HTMLElement): void {
  at = -1;
  speechSynthesis.cancel();
  button.setAttribute("aria-pressed", "false");
  mark(undefined);
}

function next(button: HTMLElement): void {
  at += 1;
  const piece = pieces[at];
  if (!piece) return stop(button);
  const words = new SpeechSynthesisUtterance(piece.innerText.replace(/\s+/g, " "));
  words.lang = document.documentElement.lang;
  words.voice = voice() ?? null;
  words.rate = document.documentElement.dataset.elder === "yes" ? 0.85 : 1;
  words.onend = () => at >= 0 && next(button);
  mark(piece);
  speechSynthesis.speak(words);
}

/** Show the page's buttons where there is a voice, and read when they are pressed. */
export function startSpeaking(): void {
  if (!("speechSynthesis" in window)) return;
  const buttons = document.querySelectorAll<HTMLElement>("[data-speaks]");
  const offer = (): void => buttons.forEach((button) => (button.hidden = !voice()));
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  buttons.forEach((button) => button.addEventListener("click", () => {
    if (at >= 0) return stop(button);
    pieces = collect();
    button.setAttribute("aria-pressed", "true");
    next(button);
  }));
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
