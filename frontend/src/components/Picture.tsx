/** A video's picture in its fixed shape, with its length; a quiet field where there is none. */

import { IconMovie } from "@tabler/icons-react";
import { useState } from "react";

import classes from "@/components/Picture.module.css";
import { clock } from "@/lib/format";

type PictureProps = { url: string | null; duration?: number | null };

export function Picture({ url, duration }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className={classes.frame}>
      {url && url !== broken ? (
        <img className={classes.image} src={url} alt="" loading="lazy" onError={() => setBroken(url)} />
      ) : (
        <IconMovie className={classes.none} size={32} aria-hidden />
      )}
      {duration != null && <span className={classes.length}>{clock(duration)}</span>}
    </span>
  );
}
