/** How long a video is, in the corner of its picture; not in a very small one. */

import classes from "@/components/Length.module.css";
import { clock } from "@/lib/format";

export const Length = ({ seconds }: { seconds: number }) => <span className={classes.length}>{clock(seconds)}</span>;
