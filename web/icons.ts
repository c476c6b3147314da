import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

// `{% icon "inbox" %}` in a template, `icon="inbox"` or `"icon": "inbox"` in Python, `data-icon="inbox"` in markup.
const NAMED = /\bicons?(?:"\s*:|[=(]|\s)\s*["']([a-z0-9-]+)["']/g;
// Chosen by data (a notice's kind, a file's type), so that no page names them.
const ALWAYS = [
  "accessibility", "alert-triangle", "arrow-left", "arrow-right", "bar-chart-3", "check", "check-circle-2", "chevron-down", "chevron-left",
  "chevron-right", "circle", "circle-dashed", "clock", "cloud-off", "cloud-upload", "contrast", "eye", "file-text", "help-circle",
  "arrow-left-right", "file-plus", "heart-handshake", "heater", "home", "house", "lightbulb", "link", "merge", "rotate-ccw", "scale", "split", "wrench",
  "image", "info", "keyboard", "languages", "log-out", "map", "map-pin", "menu", "mic", "minus", "moon", "more-horizontal",
  "pause", "pencil", "phone", "plus", "printer", "search", "send", "settings", "shield", "smartphone", "sun", "trash-2",
  "undo-2", "user", "users", "x",
];
// Older names that people still type; Lucide renamed them.
const RENAMED: Record<string, string> = {
  "alert-triangle": "triangle-alert", "alert-circle": "circle-alert", "bar-chart-3": "chart-column", "check-circle-2": "circle-check",
  "help-circle": "circle-question-mark", home: "house", "more-horizontal": "ellipsis", edit: "pencil", "check-circle": "circle-check-big",
  "x-circle": "circle-x", filter: "funnel", "bar-chart": "chart-bar", "line-chart": "chart-line", "check-square": "square-check-big",
  "pause-circle": "circle-pause", "user-circle": "circle-user", "arrow-left-right": "arrow-left-right",
};

// Where names stand without the word "icon" beside them: the navigation's table, and the packs' categories.
const QUOTED = /"([a-z0-9]+(?:-[a-z0-9]+)*)"/g;
const IN_PACKS = /\bicon:\s*([a-z0-9-]+)/g;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["tests", "migrations", "locale", "__pycache__"].includes(entry.name)) yield* sources(path);
    else if (/\.(html|py|yaml)$/.test(entry.name)) yield path;
  }
}

/** The names used under `root`, with the files that use them; `exists` tells which quoted words are icons. */
export function namesUsed(root: string, exists: (name: string) => boolean): Map<string, string> {
  const names = new Map<string, string>(ALWAYS.map((name) => [name, "icons.ts"]));
  for (const path of sources(join(root, "vitalgrid"))) {
    const text = readFileSync(path, "utf8");
    for (const found of text.matchAll(NAMED)) names.set(found[1], path);
    if (path.endsWith("navigation.py")) {
      for (const found of text.matchAll(QUOTED)) if (exists(found[1])) names.set(found[1], path);
    }
  }
  for (const path of sources(join(root, "packs"))) {
    for (const found of readFileSync(path, "utf8").matchAll(IN_PACKS)) names.set(found[1], path);
  }
  return names;
}

/** One SVG file of symbols `#inbox`, made of the Lucide icons that pages name; the manifest knows it as `icons.svg`. */
export function iconSprite(root: string): Plugin {
  const icons = join(dirname(createRequire(import.meta.url).resolve("lucide-static/package.json")), "icons");
  return {
    name: "vitalgrid-icons",
    apply: "build",
    generateBundle() {
      const symbols: string[] = [];
      for (const [name, path] of [...namesUsed(root, (name) => existsSync(join(icons, `${name}.svg`)))].sort()) {
        let svg: string;
        try {
          svg = readFileSync(join(icons, `${RENAMED[name] ?? name}.svg`), "utf8");
        } catch {
          this.warn(`no Lucide icon is called "${name}" (${path})`);
          continue;
        }
        const inner = svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
        symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`);
      }
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
    },
  };
}
