/** Views that need an account: without one they lead to the login, and it leads back. */

import { Loader } from "@mantine/core";
import { Navigate, Outlet, useLocation } from "react-router";

import classes from "@/app/SignedIn.module.css";
import { useSession } from "@/lib/use-session";

export function SignedIn() {
  const { status } = useSession();
  const { pathname, search } = useLocation();
  if (status === "unknown") return <Loader className={classes.waiting} />;
  if (status === "out") return <Navigate to="/login" replace state={{ from: pathname + search }} />;
  return <Outlet />;
}
