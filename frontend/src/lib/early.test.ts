// @vitest-environment jsdom
import createClient from "openapi-fetch";
import { afterEach, expect, it, vi } from "vitest";

import { addressOf, askEarly as ask, takeAllEarly, takeEarly } from "@/lib/early";
import type { paths } from "@/types/api";

const ORIGIN = "http://soundbite.test";
const askEarly = (address: string) => ask({ address, key: [address], kept: (answer: unknown) => [answer] });
const wanted = (address: string) => new Request(ORIGIN + address);

/** An answer for every request, and the list of what was asked. */
function answering(body: unknown): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(Response.json(body));
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("writes addresses as the API's client does", async () => {
  let sent = "";
  const api = createClient<paths>({
    baseUrl: ORIGIN,
    fetch: (request) => {
      sent = request.url;
      return Promise.resolve(Response.json({}));
    },
  });
  const query = { q: 'a "b c" (хліб & パン)', ordering: "relevance", page: 1 } as const;
  await api.GET("/api/v1/search", { params: { query } });
  expect(sent).toBe(new URL(addressOf("/api/v1/search", query), ORIGIN).href);
});

it("gives an early answer once", async () => {
  const asked = answering({ title: "Bread" });
  askEarly("/api/v1/videos/1");
  const answer = await takeEarly(wanted("/api/v1/videos/1"));
  expect(await answer?.json()).toEqual({ title: "Bread" });
  expect(await takeEarly(wanted("/api/v1/videos/1"))).toBeNull();
  expect(asked).toEqual(["/api/v1/videos/1"]);
});

it("hands over what has come, as the app keeps it, and leaves refusals and what is taken to whoever asks", async () => {
  const answers = {
    "/ok": Response.json({ id: 1 }),
    "/no": new Response("", { status: 404 }),
    "/taken": Response.json({ id: 2 }),
  };
  vi.stubGlobal("fetch", (address: keyof typeof answers) => Promise.resolve(answers[address]));
  for (const address of Object.keys(answers)) askEarly(address);
  await takeEarly(wanted("/taken"));
  const kept: unknown[] = [];
  await takeAllEarly((key, data) => kept.push(key, data));
  expect(kept).toEqual([["/ok"], [{ id: 1 }]]);
  expect(await takeEarly(wanted("/ok"))).toBeNull();
  expect((await takeEarly(wanted("/no")))?.status).toBe(404);
});

it("waits only so long, and hands over later what comes later", async () => {
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  askEarly("/slow");
  const kept: unknown[] = [];
  await takeAllEarly((_key, data) => kept.push(data));
  expect(kept).toEqual([]);
  answer(Response.json({ id: 1 }));
  await vi.waitFor(() => expect(kept).toEqual([[{ id: 1 }]]));
});

it("has no answer to what was not asked, or late, or refused by the network", async () => {
  answering({});
  askEarly("/api/v1/videos/1");
  expect(await takeEarly(wanted("/api/v1/videos/2"))).toBeNull();
  vi.spyOn(performance, "now").mockReturnValue(60_000);
  expect(await takeEarly(wanted("/api/v1/videos/1"))).toBeNull();
  vi.restoreAllMocks();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  askEarly("/api/v1/videos/3");
  expect(await takeEarly(wanted("/api/v1/videos/3"))).toBeNull();
});

it.each([
  { thumbnail_url: "/content/thumbnail/1.jpg" },
  { results: [{ thumbnail_url: "/content/thumbnail/1.jpg" }, { thumbnail_url: "/content/thumbnail/2.jpg" }] },
  { results: [{ video: { thumbnail_url: "/content/thumbnail/1.jpg" } }] },
])("fetches the picture of the first video", async (body) => {
  answering(body);
  const fetched: string[] = [];
  vi.stubGlobal(
    "Image",
    class {
      set src(address: string) {
        fetched.push(address);
      }
    },
  );
  askEarly("/api/v1/videos");
  await vi.waitFor(() => expect(fetched).toEqual(["/content/thumbnail/1.jpg"]));
});

it("leaves an answer that is cut short to whoever asks, and says nothing of it itself", async () => {
  const cut = new ReadableStream({ start: (body) => body.error(new TypeError("network error")) });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(cut)));
  askEarly("/cut");
  const answer = await takeEarly(wanted("/cut"));
  await expect(answer?.json()).rejects.toThrow("network error");
});
