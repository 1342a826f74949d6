/** The addresses of the app (config/urls.py serves the same ones). */

import { createBrowserRouter, type RouteObject } from "react-router";

import { BrokenView, MissingView, NoSuchPage } from "@/app/NoSuchPage";
import { Shell } from "@/app/Shell";
import { Reached, SignedIn } from "@/app/SignedIn";
import * as views from "@/app/views";
import { SearchPage } from "@/features/search/SearchPage";

const IN_FRAME: RouteObject[] = [
  { index: true, element: <SearchPage /> },
  {
    element: <Reached />,
    children: [
      { path: "watch/:id", lazy: views.watch },
      { path: "library", lazy: views.library },
    ],
  },
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

const VIEWS: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <BrokenView />,
    HydrateFallback: () => null,
    children: [{ errorElement: <MissingView />, children: IN_FRAME }],
  },
];

/** Looks at the address, and fetches the code of its view. Once per page. */
export const createRouter = () => createBrowserRouter(VIEWS);
