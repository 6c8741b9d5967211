import { fileURLToPath } from 'node:url'

/**
 * Path of a file under resources/. This file and the bundle (out/main) both lie two folders below the
 * package's root, so one relative address serves both.
 */
export function resourcePath(...parts: string[]): string {
  return outsideArchive(fileURLToPath(new URL(['../../resources', ...parts].join('/'), import.meta.url)))
}

/**
 * The same file where other programs can open it: the packaged program keeps what they need (see
 * asarUnpack in electron-builder.yml) beside its archive, which only Electron can look into.
 */
export function outsideArchive(path: string): string {
  return path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')
}
