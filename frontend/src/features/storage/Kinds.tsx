/** How much each kind of file takes: as a bar of shares and as numbers. */

import { useTranslation } from "react-i18next";

import classes from "@/features/storage/StoragePage.module.css";
import { size } from "@/lib/format";

const ORDER = ["video", "audio", "segment", "supercut", "incoming", "thumbnail", "captions"];

export function Kinds({ kinds }: { kinds: Record<string, number> }) {
  const { t, i18n } = useTranslation();
  const shown = Object.entries(kinds)
    .filter(([, bytes]) => bytes > 0)
    .sort(([one], [other]) => placeOf(one) - placeOf(other));
  const total = shown.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (total === 0) return null;
  return (
    <>
      <div className={classes.bar} aria-hidden>
        {shown.map(([kind, bytes]) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: bytes / total }} />
        ))}
      </div>
      <dl className={classes.kinds}>
        {shown.map(([kind, bytes]) => (
          <div key={kind} className={classes.kind}>
            <dt>
              <span className={classes.dot} data-kind={kind} aria-hidden />
              {t([`store.kinds.${kind}`, "store.kinds.other"])}
            </dt>
            <dd>{size(i18n.language, bytes)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function placeOf(kind: string): number {
  const place = ORDER.indexOf(kind);
  return place === -1 ? ORDER.length : place;
}
