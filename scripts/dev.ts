/**
 * `npm run dev`: the workbench with hot reload, in a browser. Vite serves the page from its sources;
 * behind it runs the browser shell from its sources, started anew when one of them changes. Vite
 * passes the contract's traffic on to it. The shell's own checks of host, origin and cookie hold:
 * nothing is added to a request on the way.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadConfigFromFile } from 'electron-vite'
import { createServer, type InlineConfig, mergeConfig } from 'vite'
import { freePort } from '../src/main/demo/free-port.ts'
import { newSecret } from '../src/main/shell/browser/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pagePort = await freePort()
const shellPort = await freePort()
const launchToken = newSecret()

const vite = await createServer(mergeConfig(await rendererConfig(), serverConfig()))
await vite.listen()
const shell = startShell()
await listening(shellPort)
process.stdout.write(`Pitwall: http://127.0.0.1:${pagePort}/?token=${launchToken}\n`)
process.stderr.write('The address works once for each start of the main process. Ctrl-C stops.\n')

const stop = async (): Promise<void> => {
  await vite.close()
  shell.kill('SIGTERM')
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
shell.once('exit', () => void vite.close())

/** The renderer's part of electron.vite.config.ts. */
async function rendererConfig(): Promise<InlineConfig> {
  const { config } = await loadConfigFromFile({ command: 'serve', mode: 'development' }, undefined, root)
  // The file's default export may be a function or a promise; ours is an object.
  return (config as { renderer?: InlineConfig }).renderer ?? {}
}

function serverConfig(): InlineConfig {
  const target = `http://127.0.0.1:${shellPort}`
  return {
    configFile: false,
    root: fileURLToPath(new URL('../src/renderer', import.meta.url)),
    optimizeDeps: { entries: ['index.html'] },
    server: {
      host: '127.0.0.1',
      port: pagePort,
      strictPort: true,
      // The renderer's sources, the shared ones beside them, the icon and the packages.
      fs: { allow: [root] },
      proxy: {
        '/rpc': { target, ws: true },
        '/api': { target },
        // The first address: the shell takes the token and gives the cookie.
        '^/\\?token=': { target },
      },
    },
  }
}

/** Waits until somebody listens on the port, or the shell has ended. */
async function listening(port: number): Promise<void> {
  while (shell.exitCode === null) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return
    await pause(50)
  }
}

/** Runs the browser shell from its sources; Node starts it anew when a file that it loaded changes. */
function startShell(): ChildProcess {
  return spawn(process.execPath, ['--watch', '--watch-preserve-output', 'scripts/dev-shell.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PITWALL_DEV_PORT: String(shellPort),
      PITWALL_DEV_PAGE: `127.0.0.1:${pagePort}`,
      // The same in each start, so that the page stays signed in.
      PITWALL_DEV_SESSION: newSecret(),
      PITWALL_DEV_BEARER: newSecret(),
      PITWALL_DEV_LAUNCH: launchToken,
    },
  })
}
