/** The main process of `npm run dev`: the browser shell from its sources, its page served by Vite. */
import { homeFolder } from '../src/main/storage/index.ts'
import { openBrowserShell } from '../src/main/shell/browser/index.ts'
import { packageVersion } from '../src/main/version.ts'
import { openWorkbench } from '../src/main/workbench.ts'

const log = (message: string): void => void process.stderr.write(`${message}\n`)
const workbench = openWorkbench({ home: homeFolder(process.env), shell: 'browser', log })
const shell = await openBrowserShell({
  router: workbench.router,
  port: Number(setting('PORT')),
  version: packageVersion(),
  log,
  secrets: { session: setting('SESSION'), bearer: setting('BEARER'), launch: [setting('LAUNCH')] },
  alsoKnownAs: [setting('PAGE')],
})

const stop = async (): Promise<void> => {
  await shell.close()
  await workbench.close()
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())

/** What scripts/dev.ts hands down. */
function setting(name: string): string {
  const value = process.env[`PITWALL_DEV_${name}`]
  if (value === undefined) throw new Error('Start this with npm run dev.')
  return value
}
