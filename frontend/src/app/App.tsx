/** What every view stands in: theme, data, addresses. */

import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";

import { router } from "@/app/router";
import { theme, variables } from "@/app/theme";
import { ApiError } from "@/lib/api";

const MOST_RETRIES = 2;

/** Only what may pass by itself is tried again: no answer, or a server that is busy. */
const mayPass = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 500);

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (count, error) => count < MOST_RETRIES && mayPass(error) },
    mutations: { networkMode: "always" },
  },
});

const nonce = () => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={nonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
