/** Text into the clipboard; says whether it got there. */

export async function clip(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return older(text);
  }
}

/** Where the page is not served by TLS, browsers have no clipboard but this one. */
function older(text: string): boolean {
  const field = document.createElement("textarea"), at = document.activeElement;
  field.value = text;
  field.readOnly = true;
  field.className = "sr";
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (at instanceof HTMLElement) at.focus();
  return done;
}
