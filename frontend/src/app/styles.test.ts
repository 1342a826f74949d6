import { existsSync } from "node:fs";
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const IMPORT = /import \{([^}]*)\} from "@mantine\/core"/g;
const BORROWED: Record<string, string> = { NativeSelect: "Combobox" }; // its arrow
const hasStyles = (name: string) => existsSync(`node_modules/@mantine/core/styles/${name}.layer.css`);

it("imports the styles of every component in use", () => {
  const named = Object.values(sources).flatMap((text) =>
    Array.from(text.matchAll(IMPORT), ([, names = ""]) => names.split(",").map((name) => name.trim())),
  );
  const borrowed = named.flat().map((name) => BORROWED[name] ?? name);
  const used = [...new Set([...named.flat(), ...borrowed])].filter(hasStyles);
  expect(used.length).toBeGreaterThan(15);
  const missing = used.filter((name) => !sources["./styles.ts"]?.includes(`/${name}.layer.css`));
  expect(missing).toEqual([]);
});
