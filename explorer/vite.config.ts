import { defineConfig } from "vite";

// The built page has fixed names, and lies where the service serves it from.
export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../api/explorer",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: {
      input: "src/main.tsx",
      output: {
        entryFileNames: "explorer.js",
        chunkFileNames: "explorer-[name].js",
        assetFileNames: "explorer.[ext]",
        inlineDynamicImports: true,
      },
    },
  },
});
