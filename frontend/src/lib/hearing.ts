/** What this server can hear speech with: only that is offered. */

import { useQuery } from "@tanstack/react-query";

import { api, data, type Schemas } from "@/lib/api";

export type Hearing = Schemas["Hearing"];
export type Engine = Schemas["Engine"]["name"];

/** It knows English alone, whatever its model. */
const ENGLISH_ONLY: Engine = "pocketsphinx";

/** Undefined until it is known. */
export function useHearing(): Hearing | undefined {
  const hearing = useQuery({
    queryKey: ["engines"],
    queryFn: ({ signal }) => data(api.GET("/api/v1/engines", { signal })),
    staleTime: Infinity,
  });
  return hearing.data;
}

/**
 * Whether what is said can be wanted in English, too. No engine: the usual one; no model: the server's. Where that is
 * not known the server is asked, and says so.
 */
export function canTranslate(hearing: Hearing | undefined, engine?: Engine, model?: string): boolean {
  if (model || !hearing) return engine !== ENGLISH_ONLY;
  if (!engine) return hearing.translates;
  return hearing.engines.some(({ name, translates }) => name === engine && translates);
}
