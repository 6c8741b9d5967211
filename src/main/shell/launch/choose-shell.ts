/** What the choice of the shell depends on. */
export interface ShellSurroundings {
  /** What the user asked for, if anything. */
  wanted: 'desktop' | 'browser' | undefined
  /** Path of the Electron program, where there is one. */
  electron: string | undefined
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  isRoot: boolean
}

export type ShellChoice =
  | { shell: 'desktop'; electron: string }
  /** `reason`: why not the desktop shell, one sentence; absent when the browser shell was asked for. */
  | { shell: 'browser'; reason?: string }

/** The desktop shell where it can run safely, else the browser shell and why. */
export function chooseShell(around: ShellSurroundings): ShellChoice {
  if (around.wanted === 'browser') return { shell: 'browser' }
  if (around.platform === 'linux') {
    if (!around.env['DISPLAY'] && !around.env['WAYLAND_DISPLAY']) {
      return { shell: 'browser', reason: 'There is no display for a window.' }
    }
    // Chromium's sandbox does not work for root, and Pitwall does not run without it.
    if (around.isRoot) return { shell: 'browser', reason: 'Electron does not run safely as root.' }
  }
  if (around.electron === undefined) {
    return { shell: 'browser', reason: 'The Electron runtime is not on this machine.' }
  }
  return { shell: 'desktop', electron: around.electron }
}
