/** Views that wait until it is known who is there; those that need an account lead to the login, and it leads back. */

import { Loader } from "@mantine/core";
import { Navigate, Outlet, useLocation } from "react-router";

import { Failure } from "@/components/Notice";
import { ApiError } from "@/lib/api";
import { begin } from "@/lib/session";
import classes from "@/app/SignedIn.module.css";
import { useSession } from "@/lib/use-session";

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.status === "unknown") return session.isFailing ? <Unreached /> : <Loader className={classes.waiting} />;
  if (session.status === "out") return <Navigate to="/login" replace state={{ from: pathname + search }} />;
  return <Outlet />;
}

/** Views for everyone, which show more to those who have an account. */
export function Reached() {
  const session = useSession();
  return session.status === "unknown" && session.isFailing ? <Unreached /> : <Outlet />;
}

/** It is asked again by itself, too. */
const Unreached = () => <Failure error={new ApiError(0, "offline")} retry={() => void begin()} />;
