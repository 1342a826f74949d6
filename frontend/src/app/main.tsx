/** Where the app begins. */

import "@/app/styles";
import "./theme.css";

import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { openBasket } from "@/lib/basket";
import { startLanguages } from "@/lib/i18n";
import { begin } from "@/lib/session";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

openBasket();
void begin();
await startLanguages();
createRoot(root).render(<App />);
