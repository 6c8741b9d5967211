import { fileURLToPath } from 'node:url'
import { _electron as electron } from '@playwright/test'
import { findElectronRuntime } from '#main/shell/launch/electron-runtime.ts'
import { makeHome } from '../support/workbench-process.ts'
import { expect, test } from './workbench.ts'

/**
 * The desktop shell in a real Electron, wherever its runtime is on this machine and there is a
 * display. Where there is not, the run says so; the shell's own rules are tested in test/shell.
 */
const runtime = findElectronRuntime(fileURLToPath(new URL('../../node_modules/electron', import.meta.url)))
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])

if (runtime !== undefined && hasDisplay) {
  test('the desktop shell opens the workbench, and its page has no Node', async () => {
    const home = await makeHome()
    const app = await electron.launch({
      executablePath: runtime,
      args: ['out/main/index.js'],
      // Variables that are not set are absent from process.env, whatever its type says.
      env: { ...(process.env as Record<string, string>), PITWALL_HOME: home },
    })
    try {
      const page = await app.firstWindow()
      await expect(page.getByRole('heading', { name: 'What shall we look at?' })).toBeVisible()
      await expect(page.getByText('Connected', { exact: true })).toBeVisible()
      expect(new URL(page.url()).protocol).toBe('app:')
      expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined')
    } finally {
      await app.close()
    }
  })
} else {
  console.log(
    `desktop shell: not run, ${runtime === undefined ? 'the Electron runtime is not on this machine' : 'there is no display'}`,
  )
}
