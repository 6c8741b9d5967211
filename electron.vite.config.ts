import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { NONCE_PLACEHOLDER } from './src/main/shell/page.ts'

/**
 * One build for both shells and the terminal: out/main/index.js (Electron), out/main/cli.js (terminal
 * and browser shell), out/main/plan-worker.js and out/main/texts-worker.js (read plans and the texts of
 * statements in threads of their own), out/main/simulation-worker.js (goes through traces of Redis in
 * threads), out/main/leak-worker.js (compares heap snapshots), out/preload/index.cjs (sandboxed, so CommonJS), out/renderer
 * (static files). Packages of `dependencies` stay outside the main bundle (electron-vite's default
 * since 5).
 *
 * The chunks lie beside the entries, so that `new URL('../../…', import.meta.url)` means the same
 * file in each of them.
 */
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          'plan-worker': 'src/main/postgres/explain/worker.ts',
          'texts-worker': 'src/main/postgres/statements/texts/worker.ts',
          'simulation-worker': 'src/main/redis/simulation/worker.ts',
          'leak-worker': 'src/main/node/leak/explain-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    // Vite puts the placeholder on its tags and into a <meta>; each shell replaces it in each answer.
    html: { cspNonce: NONCE_PLACEHOLDER },
    build: {
      sourcemap: true,
      minify: true,
      // The page comes from this machine: its size costs parsing, not a download.
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: 'src/renderer/index.html' },
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  },
})
