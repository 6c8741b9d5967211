import { fileURLToPath } from 'node:url'
import type { BrowserWindowConstructorOptions } from 'electron'

/** Background of the page before its styles are there; as `--bg` of the renderer's theme.css. */
const backgrounds = { light: '#f6f6f4', dark: '#111214' }

/** Options of the one window. Developer tools are for those who run it from its sources. */
export function windowOptions(theme: 'light' | 'dark', isPackaged: boolean): BrowserWindowConstructorOptions {
  return {
    title: 'Pitwall',
    // The name under which Electron remembers the window's place and size.
    name: 'workbench',
    windowStatePersistence: true,
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    // Shown when the page has painted, so that no empty window is seen.
    show: false,
    backgroundColor: backgrounds[theme],
    autoHideMenuBar: true,
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/index.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: !isPackaged,
      navigateOnDragDrop: false,
      // Its dictionaries would be downloaded.
      spellcheck: false,
    },
  }
}
