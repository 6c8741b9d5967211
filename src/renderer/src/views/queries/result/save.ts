import { download } from '#renderer/charts/save.ts'

/** Saves a text as a file, in the way the browser or the desktop shell asks for. */
export function saveText(text: string, fileName: string): void {
  download(new Blob([text], { type: 'text/plain;charset=utf-8' }), fileName)
}
