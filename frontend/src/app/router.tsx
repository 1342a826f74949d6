/** The addresses of the app (config/urls.py serves the same ones). */

import { createBrowserRouter, Outlet, type RouteObject, ScrollRestoration } from "react-router";

import { BrokenView, NoSuchPage } from "@/app/NoSuchPage";
import { Shell } from "@/app/Shell";
import { SignedIn } from "@/app/SignedIn";
import * as views from "@/app/views";
import { useTurn } from "@/components/use-turn";
import { SearchPage } from "@/features/search/SearchPage";

const VIEWS: RouteObject[] = [
  { index: true, element: <SearchPage /> },
  { path: "watch/:id", lazy: views.watch },
  { path: "library", lazy: views.library },
  { path: "login", lazy: views.logIn },
  { path: "signup", lazy: views.signUp },
  { path: "password/reset", lazy: views.reset },
  { path: "password/new", lazy: views.newPassword },
  {
    element: <SignedIn />,
    children: [
      { path: "account", lazy: views.account },
      { path: "add", lazy: views.add },
      { path: "follows", lazy: views.follows },
      { path: "storage", lazy: views.storage },
      { path: "queue", lazy: views.queue },
    ],
  },
  { path: "*", element: <NoSuchPage /> },
];

const picture = document.querySelector<HTMLImageElement>(".first-view img")?.src;

/** What the server put in the place of the first view (config/web.py), until that is here. */
function Outline() {
  return picture ? (
    <div className="first-view">
      <img src={picture} alt="" decoding="sync" />
    </div>
  ) : null;
}

type Answers = Promise<void>;

/** The view of an address. The first is drawn after its frame, and once: with the answers that were asked for early. */
function View({ answers }: { answers: Answers }) {
  const isTurn = useTurn(answers);
  if (!isTurn) return <Outline />;
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

/** Looks at the address, and fetches the code of its view. Once per page. */
export const createRouter = (answers: Answers) =>
  createBrowserRouter([
    {
      element: <Shell />,
      errorElement: <BrokenView />,
      children: [{ element: <View answers={answers} />, HydrateFallback: Outline, children: VIEWS }],
    },
  ]);
