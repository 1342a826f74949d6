/** The channels of the videos one may see. */

import { useQuery } from "@tanstack/react-query";

import { api, data, type Schemas } from "@/lib/api";
import { useSession } from "@/lib/use-session";

export type Channel = Schemas["Channel"];

const MOST = 100;

/** What a filter names a channel by. */
export const keyOf = ({ channel_id, channel_name }: Channel) => channel_id || channel_name;

/** Those with most videos first; `words` narrows them to names that hold these. Another source's namesake stays apart. */
export function useChannels(words = "") {
  const { status } = useSession();
  return useQuery({
    queryKey: ["channels", words],
    queryFn: async ({ signal }) => {
      const query = { search: words, page_size: MOST };
      const { results } = await data(api.GET("/api/v1/channels", { params: { query }, signal }));
      return results.filter((channel, place) => results.findIndex((one) => keyOf(one) === keyOf(channel)) === place);
    },
    enabled: status !== "unknown",
  });
}
