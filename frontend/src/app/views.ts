/** The views that are loaded when they are first opened. */

export const watch = async () => ({ Component: (await import("@/features/watch/WatchPage")).WatchPage });
export const library = async () => ({ Component: (await import("@/features/library/LibraryPage")).LibraryPage });
export const logIn = async () => ({ Component: (await import("@/features/account/LogInPage")).LogInPage });
export const signUp = async () => ({ Component: (await import("@/features/account/SignUpPage")).SignUpPage });
export const reset = async () => ({ Component: (await import("@/features/account/ResetPage")).ResetPage });
export const newPassword = async () => ({
  Component: (await import("@/features/account/NewPasswordPage")).NewPasswordPage,
});
export const account = async () => ({ Component: (await import("@/features/account/AccountPage")).AccountPage });
export const add = async () => ({ Component: (await import("@/features/add/AddPage")).AddPage });
export const queue = async () => ({ Component: (await import("@/features/queue/QueuePage")).QueuePage });
export const follows = async () => ({ Component: (await import("@/features/follows/FollowsPage")).FollowsPage });
export const storage = async () => ({ Component: (await import("@/features/storage/StoragePage")).StoragePage });
