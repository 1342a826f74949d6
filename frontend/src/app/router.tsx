/** The addresses of the app (config/urls.py serves the same ones). Each view is loaded when first opened. */

import { createBrowserRouter } from "react-router";

import { Shell } from "@/app/Shell";
import { BrokenView, NoSuchPage } from "@/app/NoSuchPage";
import { SearchPage } from "@/features/search/SearchPage";

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <BrokenView />,
    HydrateFallback: () => null,
    children: [
      { index: true, element: <SearchPage /> },
      { path: "login", lazy: async () => ({ Component: (await import("@/features/account/LogInPage")).LogInPage }) },
      { path: "signup", lazy: async () => ({ Component: (await import("@/features/account/SignUpPage")).SignUpPage }) },
      { path: "*", element: <NoSuchPage /> },
    ],
  },
]);
