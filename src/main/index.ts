import { runDesktopShell } from './shell/desktop/index.ts'

runDesktopShell(process.argv)
