import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { NONCE_PLACEHOLDER } from './src/main/shell/page.ts'

/**
 * One build for both shells and the terminal: out/main/index.js (Electron), out/main/cli.js (terminal
 * and browser shell), out/main/plan-worker.js (reads plans in a thread of its own),
 * out/preload/index.cjs (sandboxed, so CommonJS), out/renderer (static files). Packages of
 * `dependencies` stay outside the main bundle (electron-vite's default since 5).
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
    plugins: [react(), sonnerStyles()],
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

/**
 * sonner adds its styles as a `<style>` element when it is loaded, which the page's policy forbids
 * and sonner has no nonce for. They are taken from its style sheet instead.
 */
function sonnerStyles(): Plugin {
  return {
    name: 'pitwall:sonner-styles',
    apply: 'build',
    transform: {
      filter: { id: /[\\/]sonner[\\/]dist[\\/]index\.mjs$/ },
      handler(code) {
        const withoutStyles = code.replace(/^__insertCSS\(".*"\);$/m, '')
        if (withoutStyles === code) this.error('sonner adds its styles in a new way: look at sonnerStyles().')
        return { code: `import 'sonner/dist/styles.css';\n${withoutStyles}`, map: null }
      },
    },
  }
}
