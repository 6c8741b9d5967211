/** The Settings screen: theme, timeouts, keys. */
export { SettingsView } from './SettingsView.tsx'
