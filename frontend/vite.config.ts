import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SERVER = process.env.SOUNDBITE ?? "http://127.0.0.1:8000";

const SHARED_AND_SMALL =
  /src[\\/](components|lib)[\\/](?!TrimTrack|upload|Preferences|WorkBar)|Icon\w+\.mjs|[\\/]Badge[\\/]/;

const BASE = "/static/web/";

/** Runs src/app/early.ts as soon as it is there: as a part of the app it would wait for all of it. */
const earlyFirst: Plugin = {
  name: "early-first",
  transformIndexHtml: {
    order: "post",
    handler(_page, { bundle = {} }) {
      const file = Object.keys(bundle).find((name) => /early-[\w-]+\.js$/.test(name));
      const attrs = { type: "module", async: true, crossorigin: true, src: `${BASE}${file ?? ""}` };
      return file ? [{ tag: "script", attrs, injectTo: "head" }] : [];
    },
  },
};

/** Puts the styles of the app behind the outline, which is painted without them; no script of the app runs before. */
const stylesLast: Plugin = {
  name: "styles-last",
  transformIndexHtml: {
    order: "post",
    handler(page) {
      const [styles = ""] = page.match(/ *<link rel="stylesheet".*>\n/) ?? [];
      return page.replace(styles, "").replace("  </body>", `${styles}  </body>`);
    },
  },
};

// The server gives the page, and a nonce in place of this word (config/web.py).
export default defineConfig(({ command }) => ({
  base: command === "build" ? BASE : "/",
  plugins: [react(), earlyFirst, stylesLast],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first page needs comes in few files, which compress better than many; other views bring their own.
          groups: [
            { name: "early", test: /src[\\/]app[\\/]early\.ts$/, priority: 4 },
            {
              name: "react",
              tags: ["$initial"],
              test: /rolldown.runtime|node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/,
              priority: 2,
            },
            { name: "libraries", tags: ["$initial"], test: /node_modules.*js$/, priority: 1 },
            { name: "frame", tags: ["$initial"] },
            { name: "list", test: /@tanstack[\\/](virtual-core|react-virtual)/ },
            // Small things of several views: each by itself would be a request.
            { name: "parts", test: SHARED_AND_SMALL, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { port: 3000, proxy: { "/api": SERVER, "/content": SERVER, "/ws": { target: SERVER, ws: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/lib/whole-addresses.setup.ts"] },
}));
