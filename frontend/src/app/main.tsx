/** Where the app begins. */

import { language, words } from "@/app/early";
import "@/app/styles";
import "virtual:theme.css";
import "./theme.css";

import { startTransition } from "react";

import { App } from "@/app/App";
import { queries } from "@/app/queries";
import { createRouter } from "@/app/router";
import { openBasket } from "@/lib/basket";
import { takeAllEarly } from "@/lib/early";
import { startSpeaking } from "@/lib/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

/** Resolves when the code of the first view is here. */
const arrived = (router: ReturnType<typeof createRouter>) =>
  new Promise<void>((resolve) => {
    const look = () => router.state.initialized && resolve();
    router.subscribe(look);
    look();
  });

/** A phone is busy with each step of the start for a moment that nobody notices; with all at once one would. */
const pause = () => new Promise<void>((resume) => setTimeout(resume));

async function start(place: HTMLElement) {
  const answers = takeAllEarly((key, kept) => queries.setQueryData(key, kept));
  await pause();
  openBasket();
  const router = createRouter();
  await pause();
  await startSpeaking(language, await words);
  const { createRoot } = await import("react-dom/client"); // here already; it is made ready in a step of its own
  await Promise.all([arrived(router), answers]);
  await pause();
  startTransition(() => createRoot(place).render(<App router={router} />)); // in slices: a press meanwhile is answered
}

void start(root); // no `await` of the module: the code of the view imports from this file, and would wait for its end
