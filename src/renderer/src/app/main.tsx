import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '#renderer/ui/theme.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import * as z from 'zod'
import { styleNonce } from '#renderer/api/index.ts'
import { App } from './App.tsx'
import { startStores } from './start.ts'
import { followTheme } from './theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no element with the id "root".')

// The page's policy forbids eval, which zod would try for speed.
z.config({ jitless: true })

followTheme()
startStores()
createRoot(root).render(
  <StrictMode>
    <CSPProvider nonce={styleNonce()}>
      <Tooltip.Provider delay={400} closeDelay={0}>
        <App />
      </Tooltip.Provider>
    </CSPProvider>
  </StrictMode>,
)
