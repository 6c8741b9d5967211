/**
 * Starting the workbench from the terminal: chooses the shell that can run on this machine, starts
 * it, and ends with it. The desktop shell is another process (Electron); the browser shell runs in
 * this one.
 */
export { openShell, type OpenShellOptions } from './open-shell.ts'
export { serveWorkbench, type ServeOptions } from './serve-workbench.ts'
