import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it } from "vitest";

import { DoubtMark } from "@/features/watch/DoubtMark";
import { type LineActs, LineRow } from "@/features/watch/LineRow";
import type { Schemas } from "@/lib/api";
import type { Line } from "@/lib/lines";
import en from "@/locales/en.json";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
});

it.each(["repeated", "silence", "low_probability"] as const)("says why: %s", (reason) => {
  const words = en.watch.doubtful[reason];
  const mark = renderToStaticMarkup(<DoubtMark reason={reason} />);
  expect(mark).toContain(`role="img" aria-label="${words}" title="${words}"`);
  expect(mark).toContain("<svg");
});

it("says of any other reason that the line may be wrong", () => {
  expect(renderToStaticMarkup(<DoubtMark reason="new_reason" />)).toContain(`title="${en.watch.doubtful.other}"`);
});

it("stands beside a doubtful line, and beside no other", () => {
  const row = (doubtful: string | null) =>
    renderToStaticMarkup(
      <LineRow
        video={{} as Schemas["Video"]}
        line={{ start: 0, end: 1, text: "la la la", words: [], doubtful } as Partial<Line> as Line}
        index={0}
        word={null}
        picked={null}
        finds={undefined}
        isFound={false}
        isTabStop={false}
        acts={{} as LineActs}
      />,
    );
  expect(row("repeated")).toContain(`aria-label="${en.watch.doubtful.repeated}"`);
  expect(row(null)).not.toContain('role="img"');
});
