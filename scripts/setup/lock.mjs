import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 250

/**
 * Lets one set-up of this folder run at a time; another waits for it. A lock whose process has gone
 * (it was killed) is taken over.
 * @param {string} root
 * @param {() => Promise<void>} work
 */
export async function withLock(root, work) {
  const folder = join(root, '.cache')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'setup.lock')
  let isTold = false
  while (!tryLock(file)) {
    const holder = holderOf(file)
    if (holder !== undefined && isRunning(holder)) {
      if (!isTold) process.stderr.write(`Waiting for another set-up (process ${holder}).\n`)
      isTold = true
      await pause(POLL_MS)
    } else {
      removeStale(file, holder)
    }
  }
  try {
    await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * The process that holds the lock; undefined when the file is gone or its writer died before it wrote.
 * @param {string} file
 */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Removes the lock of a process that has gone. By renaming, because another waiting set-up may have
 * done so and taken the lock meanwhile: that one is put back.
 * @param {string} file
 * @param {number | undefined} holder who held it when we looked
 */
function removeStale(file, holder) {
  const taken = `${file}.${process.pid}`
  try {
    renameSync(file, taken)
  } catch {
    // Gone already.
    return
  }
  if (holderOf(taken) === holder) rmSync(taken, { force: true })
  else renameSync(taken, file)
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
