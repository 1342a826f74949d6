/** The addresses of the app (config/urls.py serves the same ones). Each view is loaded when first opened. */

import { createBrowserRouter } from "react-router";

import { BrokenView, NoSuchPage } from "@/app/NoSuchPage";
import { Shell } from "@/app/Shell";
import { SignedIn } from "@/app/SignedIn";
import { SearchPage } from "@/features/search/SearchPage";

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <BrokenView />,
    HydrateFallback: () => null,
    children: [
      { index: true, element: <SearchPage /> },
      { path: "watch/:id", lazy: async () => ({ Component: (await import("@/features/watch/WatchPage")).WatchPage }) },
      {
        path: "library",
        lazy: async () => ({ Component: (await import("@/features/library/LibraryPage")).LibraryPage }),
      },
      { path: "login", lazy: async () => ({ Component: (await import("@/features/account/LogInPage")).LogInPage }) },
      { path: "signup", lazy: async () => ({ Component: (await import("@/features/account/SignUpPage")).SignUpPage }) },
      {
        path: "password/reset",
        lazy: async () => ({ Component: (await import("@/features/account/ResetPage")).ResetPage }),
      },
      {
        path: "password/new",
        lazy: async () => ({ Component: (await import("@/features/account/NewPasswordPage")).NewPasswordPage }),
      },
      {
        element: <SignedIn />,
        children: [
          {
            path: "account",
            lazy: async () => ({ Component: (await import("@/features/account/AccountPage")).AccountPage }),
          },
          { path: "add", lazy: async () => ({ Component: (await import("@/features/add/AddPage")).AddPage }) },
          {
            path: "follows",
            lazy: async () => ({ Component: (await import("@/features/follows/FollowsPage")).FollowsPage }),
          },
          {
            path: "storage",
            lazy: async () => ({ Component: (await import("@/features/storage/StoragePage")).StoragePage }),
          },
          { path: "queue", lazy: async () => ({ Component: (await import("@/features/queue/QueuePage")).QueuePage }) },
        ],
      },
      { path: "*", element: <NoSuchPage /> },
    ],
  },
]);
