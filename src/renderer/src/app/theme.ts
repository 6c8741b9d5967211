import { useSettings } from '#renderer/stores/settings.ts'

/** The choice that the page was last drawn with, so that the next load needs no flash of the other theme. */
const REMEMBERED = 'pitwall.theme'

/** Keeps `data-theme` on the page what the settings say: `light`, `dark`, or what the system prefers. */
export function followTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    const chosen = useSettings.getState().settings?.theme
    if (chosen !== undefined) localStorage.setItem(REMEMBERED, chosen)
    const theme = chosen ?? localStorage.getItem(REMEMBERED)
    const dark = theme === 'dark' || (theme !== 'light' && system.matches)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }
  apply()
  system.addEventListener('change', apply)
  useSettings.subscribe(apply)
}
