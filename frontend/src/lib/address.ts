/** The query of the address as it is now. What React shows may be a moment behind when changes follow each other fast. */
export const addressNow = () => new URLSearchParams(window.location.search);
