// The receipt, saved as a picture that the phone keeps among its photos: `a[data-draws="id"]` leads to the plain QR code without a script,
// and becomes a picture of the receipt with one.
const WIDTH = 720;
const EDGE = 40;

function lines(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const found = [""];
  for (const sign of text) {
    const last = found.length - 1;
    if (pen.measureText(found[last] + sign).width > width) found.push(sign);
    else found[last] += sign;
  }
  return found;
}

/** Draw the code and the words of `[data-drawn]` elements, one below the other, on white. */
async function draw(code: HTMLImageElement, words: string[]): Promise<Blob | null> {
  await code.decode();
  const face = getComputedStyle(document.body).fontFamily;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d")!;
  const rows = words.flatMap((text, n) => {
    pen.font = `${n === 0 ? 600 : 400} ${n === 0 ? 40 : 28}px ${face}`;
    return lines(pen, text, WIDTH - 2 * EDGE).map((line) => ({ line, font: pen.font, step: n === 0 ? 60 : 44 }));
  });
  const size = WIDTH - 4 * EDGE;
  [canvas.width, canvas.height] = [WIDTH, 3 * EDGE + size + rows.reduce((sum, row) => sum + row.step, 0)];
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(code, 2 * EDGE, EDGE, size, size);
  pen.fillStyle = "#000";
  let y = 2 * EDGE + size;
  for (const row of rows) {
    pen.font = row.font;
    y += row.step;
    pen.fillText(row.line, EDGE, y - 16);
  }
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function save(link: HTMLAnchorElement): Promise<void> {
  const code = document.querySelector<HTMLImageElement>(`#${link.dataset.draws}`);
  const words = [...document.querySelectorAll<HTMLElement>("[data-drawn]")].map((element) => element.innerText.replace(/\s+/g, " ").trim());
  const made = code && (await draw(code, words).catch(() => null));
  const out = document.createElement("a");
  out.href = made ? URL.createObjectURL(made) : link.href;
  out.download = `${link.dataset.name ?? "receipt"}.png`;
  out.click();
}

/** Wire the receipt's button. */
export function startReceipt(): void {
  document.addEventListener("click", (event) => {
    const drawing = (event.target as Element).closest<HTMLAnchorElement>("a[data-draws]");
    if (drawing) {
      event.preventDefault();
      void save(drawing);
    }
  });
}
