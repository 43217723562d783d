import { render } from "preact";
import { App } from "./app";
import type { Canvas } from "./canvas";
import { Store } from "./store";
import "./style.css";

/** What the page knows, and the canvas while there is one: for tests, benches and a curious developer's console. */
declare global {
  interface Window {
    explorer: { store: Store; canvas?: Canvas };
  }
}

const root = document.getElementById("app"), store = new Store();
window.explorer = { store };
if (root) render(<App store={store} />, root);
