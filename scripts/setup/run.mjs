import { spawn } from 'node:child_process'

/**
 * How a program ended; `output` is all that it wrote.
 * @typedef {{ ok: boolean, output: string, timedOut: boolean }} RunResult
 */

/**
 * Runs a program to its end, keeping its output. Never throws: a program that is not there is a
 * failed run, too. Ctrl-C reaches it as it reaches us.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, options = {}) {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script there.
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    let output = ''
    let timedOut = false
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = options.timeoutMs
      ? setTimeout(() => {
          timedOut = true
          child.kill('SIGKILL')
        }, options.timeoutMs)
      : undefined
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ ok: false, output: error.message, timedOut })
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ ok: code === 0, output, timedOut })
    })
  })
}

/**
 * The end of what a program wrote, for a sentence about its failure.
 * @param {string} output
 * @param {number} [lines]
 */
export function lastLines(output, lines = 15) {
  return output.trim().split('\n').slice(-lines).join('\n')
}
