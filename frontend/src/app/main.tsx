/** Where the app begins. */

import { language, words } from "@/app/early";
import "@/app/styles";
import "./theme.css";

import { startTransition } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { queries } from "@/app/queries";
import { router } from "@/app/router";
import { openBasket } from "@/lib/basket";
import { takeAllEarly } from "@/lib/early";
import { startSpeaking } from "@/lib/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

/** Resolves when the code of the first view is here. */
const arrived = () =>
  new Promise<void>((resolve) => {
    const look = () => router.state.initialized && resolve();
    router.subscribe(look);
    look();
  });

openBasket();
// No `await` of the module itself: the code of the view imports from this file, and would wait for it to end.
void Promise.all([
  words.then((found) => startSpeaking(language, found)),
  arrived(),
  takeAllEarly((key, kept) => queries.setQueryData(key, kept)),
]).then(() => {
  startTransition(() => createRoot(root).render(<App />)); // in slices: a press meanwhile is answered
});
