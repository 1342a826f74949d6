import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const SERVER = process.env.SOUNDBITE ?? "http://127.0.0.1:8000";

// The server gives the page, and a nonce in place of this word (config/web.py).
export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/web/" : "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  html: { cspNonce: "__CSP_NONCE__" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { port: 3000, proxy: { "/api": SERVER, "/content": SERVER, "/ws": { target: SERVER, ws: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
}));
