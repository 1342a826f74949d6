/** A video's picture in its fixed shape, with its length; a quiet field where there is none. */

import { IconMovie } from "@tabler/icons-react";
import { useState } from "react";

import { Length } from "@/components/Length";
import classes from "@/components/Picture.module.css";
import { pictureAt } from "@/lib/first-picture";

type PictureProps = {
  url: string | null;
  duration?: number | null;
  /** Of what is seen at once: it is not waited for until it is in sight. */ isFirst?: boolean;
};

export function Picture({ url, duration, isFirst = false }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className={classes.frame}>
      {url && url !== broken ? (
        <img
          className={classes.image}
          src={pictureAt(url)}
          alt=""
          width={16}
          height={9}
          loading={isFirst ? "eager" : "lazy"}
          fetchPriority={isFirst ? "high" : "auto"}
          onError={() => setBroken(url)}
        />
      ) : (
        <IconMovie className={classes.none} size={32} aria-hidden />
      )}
      {duration != null && <Length seconds={duration} />}
    </span>
  );
}
