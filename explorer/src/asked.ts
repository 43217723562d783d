/** An answer, once it is there; asked again when what it is about changes, or when somebody says so. */

import { useEffect, useState } from "preact/hooks";
import type { Store } from "./store";

export function useAnswer<T>(store: Store, name: string, ask: () => Promise<T>): [T | null, (next: T | null) => void] {
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    let wanted = true;
    const run = async () => {
      const found = await ask();
      if (wanted) setAnswer(found);
    };
    const guarded = (): Promise<void> => store.guard(guarded, run);
    void guarded();
    return () => { wanted = false; };
  }, [name]);
  return [answer, setAnswer];
}
