import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * One build for both shells and the terminal: out/main/index.js (Electron), out/main/cli.js (terminal
 * and browser shell), out/preload/index.cjs (sandboxed, so CommonJS), out/renderer (static files).
 * Packages of `dependencies` stay outside the main bundle (electron-vite's default since 5).
 */
export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        input: { index: 'src/main/index.ts', cli: 'src/main/cli.ts' },
        output: { format: 'es' },
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
    build: { rollupOptions: { input: 'src/renderer/index.html' }, assetsInlineLimit: 0 },
  },
})
