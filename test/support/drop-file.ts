import type { Locator } from '@playwright/test'

/** A file's content: bytes, or text with a part in it that is repeated, so that the page makes it large. */
export type FileContent =
  | { bytes: number[] }
  | { head?: string; repeated?: string; times?: number; tail?: string }

/** Drops a file on an element as the file manager does; the file is made in the page. */
export async function dropFile(onto: Locator, name: string, content: FileContent): Promise<void> {
  const transfer = await onto.page().evaluateHandle(
    ([name, content]) => {
      const parts =
        'bytes' in content
          ? [new Uint8Array(content.bytes)]
          : [content.head ?? '', (content.repeated ?? '').repeat(content.times ?? 1), content.tail ?? '']
      const transfer = new DataTransfer()
      transfer.items.add(new File(parts, name))
      return transfer
    },
    [name, content] as const,
  )
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await onto.dispatchEvent(event, { dataTransfer: transfer })
  }
  await transfer.dispose()
}
