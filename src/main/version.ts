import { readFileSync } from 'node:fs'

/** Pitwall's version. The same file from src/main and from out/main: both are two folders below package.json. */
export function packageVersion(): string {
  const file: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const isPackage = typeof file === 'object' && file !== null && 'version' in file
  return isPackage ? String(file.version) : 'unknown'
}
