import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, preview } from 'vite'

/** The page as it would be shipped: built, and served on loopback until it is closed. */
export async function servePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const outDir = await mkdtemp(join(tmpdir(), 'pitwall-flame-'))
  const common = { root, configFile: false, logLevel: 'warn', build: { outDir, emptyOutDir: true } } as const
  try {
    await build({
      ...common,
      plugins: [react()],
      build: { ...common.build, chunkSizeWarningLimit: 4000 },
    })
    const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0 } })
    const url = server.resolvedUrls?.local[0]
    if (url === undefined) throw new Error('the page has no address')
    return {
      url,
      close: async () => {
        await server.close()
        await rm(outDir, { recursive: true })
      },
    }
  } catch (error) {
    await rm(outDir, { recursive: true })
    throw error
  }
}
