import { linuxSystem } from './linux/system.ts'
import { macSystem } from './mac/system.ts'
import type { ProcessSystem } from './process.ts'
import { windowsSystem } from './windows/system.ts'

/** The one Pitwall runs on. Others than Windows and macOS are asked as Linux, and tell nothing where they have no /proc. */
export const thisSystem: ProcessSystem =
  process.platform === 'win32' ? windowsSystem : process.platform === 'darwin' ? macSystem : linuxSystem
