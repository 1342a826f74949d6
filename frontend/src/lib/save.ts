/** Files for the browser's downloads. */

/** Hands over a file. */
export function save(content: Blob, name: string) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[\\/:*?"<>|]/g, " ");
  link.click();
  URL.revokeObjectURL(address);
}

/** The address of a file as a download; one that is signed has a query already. */
export const downloadOf = (address: string) => `${address}${address.includes("?") ? "&" : "?"}download`;
