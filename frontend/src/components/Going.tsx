/** At the top of the page, while something that was pressed for is on its way. */

import { useEffect, useState } from "react";
import { useNavigation } from "react-router";

import classes from "@/components/Going.module.css";

/** What comes at once needs no sign. */
const AT_ONCE_MS = 60;

export function Going() {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(true), AT_ONCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSeen && <div className={classes.going} aria-hidden data-going />;
}

/** The same while another view is on its way. */
export const GoingElsewhere = () => useNavigation().state === "loading" && <Going />;
