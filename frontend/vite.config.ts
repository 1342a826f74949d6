import react from "@vitejs/plugin-react";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SERVER = process.env.SOUNDBITE ?? "http://127.0.0.1:8000";

const SHARED_AND_SMALL =
  /src[\\/](components|lib)[\\/](?!TrimTrack|upload|Preferences|WorkBar)|Icon\w+\.mjs|[\\/]Badge[\\/]/;

const WATCH_AND_EDIT = /@tanstack[\\/](virtual-core|react-virtual)|features[\\/]watch[\\/](?!edit)/;

const BASE = "/static/web/";

/**
 * Runs src/app/early.ts as soon as it is there, and each library: as parts of the app they would wait for all of it,
 * and then keep a phone busy in one piece.
 */
const eachFirst: Plugin = {
  name: "each-first",
  transformIndexHtml: {
    order: "post",
    handler(_page, { bundle = {} }) {
      const files = Object.keys(bundle).filter((name) => /(early|react|router|libraries)-[\w-]+\.js$/.test(name));
      return files.map((file) => ({
        tag: "script",
        attrs: { type: "module", async: true, crossorigin: true, src: BASE + file },
        injectTo: "head",
      }));
    },
  },
};

/**
 * Puts the styles of the app behind the outline, which is painted without them; no script of the app runs before. They
 * are asked for where they stood: behind the outline's pictures they would come too late.
 */
const stylesLast: Plugin = {
  name: "styles-last",
  transformIndexHtml: {
    order: "post",
    handler(page) {
      const [styles = ""] = page.match(/ *<link rel="stylesheet".*>\n/) ?? [];
      const asked = styles.replace('rel="stylesheet"', 'rel="preload" as="style"');
      return page.replace(styles, asked).replace("  </body>", `${styles}  </body>`);
    },
  },
};

const SCRIPT = /(<script type="module"|<link rel="modulepreload")(?![^>]*\/early-)/g;

/**
 * Lets the styles and the pictures of the outline have the line first. early.js goes with them: it asks for what comes
 * after.
 */
const scriptsAfter: Plugin = {
  name: "scripts-after",
  transformIndexHtml: { order: "post", handler: (page) => page.replace(SCRIPT, '$1 fetchpriority="low"') },
};

const LANGUAGES = ["en", "ja", "ko", "uk"];
const fileOf = (language: string) => new URL(`./src/locales/${language}.json`, import.meta.url);

/** What the app says by that name, in every language; the page shows one of them. */
function inAll(name: string): string {
  const spans = LANGUAGES.map((language) => {
    const words: unknown = JSON.parse(readFileSync(fileOf(language), "utf8"));
    const said = name.split(".").reduce((found, key) => (found as Record<string, unknown>)[key], words);
    if (typeof said !== "string") throw new Error(`There is no sentence ${name} in ${language}.`);
    return `<span data-in="${language}">${said}</span>`;
  });
  return spans.join("");
}

/** Puts words into the outline: it is painted before the app, which brings them, is here. */
const wordsFirst: Plugin = {
  name: "words-first",
  transformIndexHtml: {
    order: "pre",
    handler: (page) => page.replace(/{{([\w.]+)}}/g, (_all, name: string) => inAll(name)),
  },
};

const THEME = "virtual:theme.css";
const THEIRS = /<style data-mantine-styles="true">([^]*?)<\/style>/;

/** The variables of our theme as styles: written here, as Mantine writes them, they are no work for a phone. */
const themeStyles: Plugin = {
  name: "theme-styles",
  resolveId: (name) => (name === THEME ? `\0${THEME}` : null),
  async load(id) {
    if (id !== `\0${THEME}`) return null;
    const [{ createElement }, { renderToStaticMarkup }, { MantineProvider }, { theme, variables }] = await Promise.all([
      import("react"),
      import("react-dom/server"),
      import("@mantine/core"),
      import("./src/app/theme.ts"),
    ]);
    const provider = createElement(MantineProvider, { theme, cssVariablesResolver: variables });
    const [, styles] = THEIRS.exec(renderToStaticMarkup(provider)) ?? [];
    if (!styles) throw new Error("Mantine's variables are not where vite.config.ts looks for them.");
    return styles;
  },
};

const OURS = {
  "use-id/use-id.mjs": `export { useId } from "@/lib/use-id";`,
  "MantineCssVariables/MantineCssVariables.mjs": "export const MantineCssVariables = () => null;",
};

/**
 * Gives Mantine our `useId`, for a reason that stands there, and no maker of variables, which the styles hold already.
 * An upgrade that leaves no place for them fails to build.
 */
const inTheirPlace = (): Plugin => {
  const left = new Set(Object.keys(OURS));
  return {
    name: "in-their-place",
    apply: "build",
    load(id) {
      const found = Object.entries(OURS).find(([name]) => id.includes("@mantine") && id.endsWith(`/${name}`));
      if (!found) return null;
      left.delete(found[0]);
      return found[1];
    },
    buildEnd(error) {
      if (!error && left.size > 0) this.error(`${[...left].join(", ")} is not where vite.config.ts looks for it.`);
    },
  };
};

// The server gives the page, and a nonce in place of this word (config/web.py).
export default defineConfig(({ command }) => ({
  base: command === "build" ? BASE : "/",
  plugins: [react(), themeStyles, inTheirPlace(), wordsFirst, eachFirst, stylesLast, scriptsAfter],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first page needs comes in few files, which compress better than many; other views bring their own.
          groups: [
            { name: "early", test: /src[\\/]app[\\/]early\.ts$/, priority: 7 },
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 6 },
            { name: "router", tags: ["$initial"], test: /node_modules[\\/]react-router[\\/]/, priority: 6 },
            { name: "libraries", tags: ["$initial"], test: /node_modules.*js$/, priority: 5 },
            { name: "frame", tags: ["$initial"], priority: 4 },
            // Small things of several views: each by itself would be a request. Before what is made of them.
            { name: "parts", test: SHARED_AND_SMALL, minShareCount: 2, priority: 3 },
            { name: "lines", test: WATCH_AND_EDIT, minShareCount: 2, priority: 2 },
          ],
        },
      },
    },
  },
  server: { port: 3000, proxy: { "/api": SERVER, "/content": SERVER, "/ws": { target: SERVER, ws: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/lib/whole-addresses.setup.ts"] },
}));
