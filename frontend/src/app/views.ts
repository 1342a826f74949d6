/** The views that are loaded when they are first opened. */

import type { ComponentType } from "react";

import { arriving } from "@/lib/arriving";

const view = (load: () => Promise<ComponentType>) => () => arriving(async () => ({ Component: await load() }));

export const watch = view(async () => (await import("@/features/watch/WatchPage")).WatchPage);
export const library = view(async () => (await import("@/features/library/LibraryPage")).LibraryPage);
export const logIn = view(async () => (await import("@/features/account/LogInPage")).LogInPage);
export const signUp = view(async () => (await import("@/features/account/SignUpPage")).SignUpPage);
export const reset = view(async () => (await import("@/features/account/ResetPage")).ResetPage);
export const newPassword = view(async () => (await import("@/features/account/NewPasswordPage")).NewPasswordPage);
export const account = view(async () => (await import("@/features/account/AccountPage")).AccountPage);
export const add = view(async () => (await import("@/features/add/AddPage")).AddPage);
export const queue = view(async () => (await import("@/features/queue/QueuePage")).QueuePage);
export const follows = view(async () => (await import("@/features/follows/FollowsPage")).FollowsPage);
export const storage = view(async () => (await import("@/features/storage/StoragePage")).StoragePage);
