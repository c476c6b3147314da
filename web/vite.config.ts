import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { iconSprite } from "./icons.ts";

// A village's network carries 50 kB a second: WhiteNoise hands out the packed copy that lies beside a file.
function packed(): Plugin {
  return {
    name: "vitalgrid-packed",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(js|css|svg)$/.test(fileName)) continue;
          const source = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (source.length < 1000) continue;
          this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
          this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) });
        }
      },
    },
  };
}

// Output names carry a hash, so that they may be cached for ever; `kit/assets.py` reads the manifest.
export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [iconSprite(".."), packed()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // WeChat's web view and the domestic browsers still stand at Chromium 86.
    target: ["chrome86", "safari14", "firefox90"],
    cssTarget: ["chrome86", "safari14", "firefox90"],
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      checks: { eval: false }, // htmx has one, switched off by allowEval=false
      input: {
        shell: "src/shell.ts",
        map: "src/map.ts",
        city: "src/city.ts",
        public: "src/public.ts",
        draw: "src/draw.ts",
        "shell-css": "src/css/shell.css",
        "console-css": "src/css/console.css",
        "public-css": "src/css/public.css",
        "field-css": "src/css/field.css",
        "print-css": "src/css/print.css",
        "map-css": "src/css/map.css",
        "staffing-css": "src/css/staffing.css",
      },
    },
  },
  worker: { format: "es" },
});
