/** The clipboard. Browsers give it to HTTPS and to this machine alone; elsewhere the old way still works. */

export async function copy(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies on plain HTTP
  const isCopied = document.execCommand("copy");
  field.remove();
  if (!isCopied) throw new Error("The browser keeps its clipboard to itself");
}
