/** The sheet of keys and shapes. */

import { useEffect, useRef } from "preact/hooks";
import { Glyph } from "./glyph";
import { T } from "./texts";

export function Help({ close }: { close: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} onClose={close} aria-labelledby="help">
      <h2 id="help">{T.help.head}</h2>
      <dl class="keys">{T.help.keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
      <h3>{T.help.review}</h3>
      <dl class="keys">{T.help.reviewing.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
      <h3>{T.help.legend}</h3>
      <ul class="legend">
        {Object.entries(T.help.shapes).map(([name, says]) => <li key={name}><Glyph name={name} /> {says}</li>)}
      </ul>
      <form method="dialog"><button type="submit" class="main">{T.help.close}</button></form>
    </dialog>
  );
}
