/**
 * The system's key store, as Electron's `safeStorage` offers it; the desktop shell passes it in.
 * Without one, passwords stay in memory.
 */
export interface Keychain {
  encrypt(text: string): Uint8Array
  decrypt(bytes: Uint8Array): string
}
