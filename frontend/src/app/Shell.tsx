/** The frame of every view: where one is, where one can go, and whether there is a connection. */

import { Group } from "@mantine/core";
import { IconBell, IconBooks, IconListDetails, IconPlus, IconSearch } from "@tabler/icons-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate } from "react-router";

import { onKeysAsked } from "@/app/keys";
import { OfflineBar } from "@/app/OfflineBar";
import { PersonMenu } from "@/app/PersonMenu";
import classes from "@/app/Shell.module.css";
import { SlowBar } from "@/app/SlowBar";
import { SupercutCorner } from "@/app/SupercutCorner";
import { Going, GoingElsewhere } from "@/components/Going";
import { lazilyOver } from "@/components/lazily";
import { useKeyDown } from "@/components/use-key-down";

const KeyList = lazilyOver(async () => (await import("@/app/KeyList")).KeyList);

const PLACES = [
  { to: "/", name: "nav.search", Icon: IconSearch },
  { to: "/library", name: "nav.library", Icon: IconBooks },
  { to: "/add", name: "nav.add", Icon: IconPlus },
  { to: "/queue", name: "nav.queue", Icon: IconListDetails },
  { to: "/follows", name: "follow.nav", Icon: IconBell },
] as const;

export function Shell() {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  useFocusOnMain(main);
  return (
    <>
      <a className={classes.skip} href="#main">
        {t("nav.skip")}
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={28} height={28} />
          <span className={classes.name}>Soundbite</span>
        </Link>
        <Group gap={4} wrap="nowrap">
          <nav aria-label={t("nav.label")} className={classes.places}>
            {PLACES.map(({ to, name, Icon }) => (
              <NavLink key={to} to={to} className={classes.place} end>
                <Icon size={20} aria-hidden />
                <span>{t(name)}</span>
              </NavLink>
            ))}
          </nav>
          <SupercutCorner />
          <PersonMenu />
        </Group>
      </header>
      <GoingElsewhere />
      <OfflineBar />
      <SlowBar />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <ScrollRestoration />
      <Keys />
    </>
  );
}

/** The keys that work on every page: `?` lists them all, `/` goes to the search. */
function Keys() {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  useEffect(() => onKeysAsked(() => setOpen(true)), []);
  useKeyDown((event) => {
    if (event.key === "?") setOpen(true);
    if (event.key !== "/" || pathname === "/") return; // there the field takes it
    event.preventDefault();
    void navigate("/");
  });
  if (!isOpen) return null;
  return (
    <Suspense fallback={<Going />}>
      <KeyList close={() => setOpen(false)} />
    </Suspense>
  );
}

/** Readers of the screen are taken to a new view as the eyes are; not on the first one. */
function useFocusOnMain(main: React.RefObject<HTMLElement | null>) {
  const { pathname } = useLocation();
  const first = useRef(pathname);
  useEffect(() => {
    if (first.current === pathname) return;
    first.current = "";
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [main, pathname]);
}
