/** Whether a key is meant for a field or a dialog, and is no command. */

export function typing(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null;
  if (at instanceof HTMLInputElement && ["checkbox", "radio", "range"].includes(at.type)) return at.closest("dialog") !== null;
  return at !== null && (["INPUT", "SELECT", "TEXTAREA"].includes(at.tagName) || at.closest("dialog") !== null);
}
