/** Views that need an account: without one they lead to the login, and it leads back. */

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
  if (session.status === "unknown") {
    if (session.isFailing) return <Failure error={new ApiError(0, "offline")} retry={() => void begin()} />;
    return <Loader className={classes.waiting} />;
  }
  if (session.status === "out") return <Navigate to="/login" replace state={{ from: pathname + search }} />;
  return <Outlet />;
}
