// Photos of a form marked `data-photos`: shown small, made small enough for a slow network, and kept in this browser (IndexedDB) with the
// words of the same `data-draft` until the form is sent: for the person who chose them (`data-who`), as the words are. Where a browser
// cannot, they are plain files.

import { word } from "./words";

const STORE = "photos";
const SENT = "sent-photos:";
const KEEP = 7 * 86_400_000;
const LARGEST = 1600; // pixels of the longer side: enough to see what is broken
const QUALITY = 0.8;
const SMALL_ENOUGH = 400_000; // bytes

type Kept = { key: string; at: number; files: File[]; who: string };

function database(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("vitalgrid", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function store<T>(mode: IDBTransactionMode, work: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const shelf = (await database()).transaction(STORE, mode).objectStore(STORE);
    return await new Promise<T>((done, fail) => {
      const asked = work(shelf);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  } catch {
    return undefined; // a private window keeps nothing
  }
}

/** The picture with its longer side at most `LARGEST` pixels, as JPEG; itself when it is small or cannot be read. */
async function smaller(file: File): Promise<File> {
  if (file.size <= SMALL_ENOUGH || !/^image\/(jpeg|png|webp)$/.test(file.type) || !("createImageBitmap" in window)) return file;
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * share), Math.round(picture.height * share)];
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified }) : file;
  } catch {
    return file;
  }
}

function put(input: HTMLInputElement, files: File[]): void {
  const bag = new DataTransfer();
  files.forEach((file) => bag.items.add(file));
  input.files = bag.files;
  draw(input);
}

function draw(input: HTMLInputElement): void {
  input.dispatchEvent(new CustomEvent("drawn", { bubbles: true })); // a later question says how many go along
  let row = input.parentElement!.querySelector<HTMLElement>(".photos.chosen");
  row?.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
  row?.remove();
  if (!input.files?.length) return;
  input.closest("details")?.setAttribute("open", "");
  row = document.createElement("div");
  row.className = "photos chosen";
  [...input.files].forEach((file, at) => row!.append(thumbnail(input, file, at)));
  input.parentElement!.append(row);
}

function thumbnail(input: HTMLInputElement, file: File, at: number): HTMLElement {
  const figure = document.createElement("figure");
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = word("photo_n", { n: at + 1 });
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button small";
  drop.textContent = "×";
  drop.setAttribute("aria-label", word("photo_drop", { n: at + 1 }));
  drop.addEventListener("click", () => {
    const left = [...input.files!].filter((_one, n) => n !== at);
    put(input, left);
    earlier.set(input, left);
    keep(input);
    input.focus();
  });
  picture.addEventListener("error", () => {
    const told = document.createElement("figcaption");
    told.className = "small";
    told.textContent = word("photo_unlike", { name: file.name });
    told.setAttribute("role", "status");
    picture.replaceWith(told);
    figure.classList.add("unlike");
  });
  figure.append(picture, drop);
  return figure;
}

const earlier = new WeakMap<HTMLInputElement, File[]>();

function keyOf(input: HTMLInputElement): string {
  return `${input.form!.dataset.draft}/${input.name}`;
}

/** Whose photos: a colleague who signs in on the same phone does not get them. */
function who(): string {
  return document.body.dataset.who ?? "";
}

function keep(input: HTMLInputElement): void {
  const files = [...(input.files ?? [])];
  void store<unknown>("readwrite", (shelf) => (files.length ? shelf.put({ key: keyOf(input), at: Date.now(), files, who: who() } satisfies Kept) : shelf.delete(keyOf(input))) as IDBRequest<unknown>);
}

async function chosen(input: HTMLInputElement): Promise<void> {
  // A phone's file dialog replaces what was chosen before: what is new comes after what is there.
  const before = new Set(earlier.get(input) ?? []);
  const fresh = [...(input.files ?? [])].filter((file) => !before.has(file));
  const files = [...before, ...(await Promise.all(fresh.map(smaller)))];
  put(input, files);
  earlier.set(input, files);
  keep(input);
}

async function bring(input: HTMLInputElement): Promise<void> {
  const kept = await store("readonly", (shelf) => shelf.get(keyOf(input)) as IDBRequest<Kept | undefined>);
  // What the server has already stands in the page with its own marks.
  if (!kept || kept.who !== who() || Date.now() - kept.at > KEEP || input.form!.querySelector("[name=kept]") || input.files?.length) return;
  put(input, kept.files);
  earlier.set(input, kept.files);
}

/** The drafts that were sent: a page has come that shows their form no more, and does not say what went wrong. */
function settled(): string[] {
  const marks = Object.keys(sessionStorage).filter((name) => name.startsWith(SENT));
  marks.forEach((mark) => sessionStorage.removeItem(mark));
  if (document.querySelector("[data-draft-stays]")) return [];
  return marks.map((mark) => mark.slice(SENT.length)).filter((draft) => ![...document.forms].some((form) => form.dataset.draft === draft));
}

async function sweep(): Promise<void> {
  const isOut = document.querySelector('meta[name="signed-out"]') !== null;
  const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name="draft-done"]')].map((meta) => meta.content);
  const done = [...metas, ...settled()].map((draft) => `${draft}/`);
  for (const key of ((await store("readonly", (shelf) => shelf.getAllKeys())) ?? []) as string[]) {
    const kept = await store("readonly", (shelf) => shelf.get(key) as IDBRequest<Kept | undefined>);
    if (isOut || done.some((start) => key.startsWith(start)) || !kept || Date.now() - kept.at > KEEP) await store("readwrite", (shelf) => shelf.delete(key));
  }
}

/** A button in the page's language for the browser's own, which speaks the browser's. */
function dress(input: HTMLInputElement): void {
  const label = document.createElement("label");
  label.className = "button photo-button";
  label.htmlFor = input.id;
  const sign = document.querySelector(".icon-camera")?.cloneNode(true);
  if (sign) label.append(sign);
  label.append(word("photo_add"));
  input.classList.add("dressed");
  input.after(label);
}

/** Keep and show the photos of the page's forms. */
export function startPhotos(): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>("form[data-photos][data-draft] input[type=file]")];
  if (!("DataTransfer" in window)) return;
  if ("indexedDB" in window) void sweep().then(() => inputs.forEach((input) => void bring(input)));
  inputs.forEach((input) => {
    dress(input);
    input.addEventListener("change", () => void chosen(input));
  });
  document.addEventListener("submit", (event) => {
    // On to the next page of the same draft: the photos wait there already, in this browser.
    const form = event.target as HTMLFormElement;
    const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (submitter?.name !== "more" && form.dataset.draft && !event.defaultPrevented) sessionStorage.setItem(SENT + form.dataset.draft, "");
    if (submitter?.name !== "more" || !("indexedDB" in window)) return;
    inputs.filter((input) => input.form === form && earlier.has(input)).forEach((input) => (input.disabled = true));
  });
  window.addEventListener("pageshow", () => inputs.forEach((input) => (input.disabled = false)));
}
