import { fileURLToPath } from 'node:url'

/**
 * Path of a file under resources/. This file and the bundle (out/main) both lie two folders below the
 * package's root, so one relative address serves both.
 */
export function resourcePath(...parts: string[]): string {
  return fileURLToPath(new URL(['../../resources', ...parts].join('/'), import.meta.url))
}
