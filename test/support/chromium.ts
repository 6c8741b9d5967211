import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Chromium or Chrome on the path. Throws where there is none: `npm test` installs it or says how. */
export function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name)
      try {
        accessSync(file, constants.X_OK)
        return file
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  throw new Error('There is no Chromium on the path. Install it, then run npm test again.')
}
