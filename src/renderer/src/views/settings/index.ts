/** The Settings screen: theme, timeouts, editor, keys. */
export { SettingsView } from './SettingsView.tsx'
