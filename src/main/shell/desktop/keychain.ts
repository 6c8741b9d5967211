import type { SafeStorage } from 'electron'
import type { Keychain } from '#main/environments/index.ts'

export type KeychainAnswer = { keychain: Keychain } | { reason: string }

/**
 * The system's key store, once the app is ready, or one sentence why passwords stay in memory.
 * Electron's `basic_text` is refused: it encrypts with a key that every copy of Electron knows.
 */
export function openKeychain(storage: SafeStorage, platform: NodeJS.Platform): KeychainAnswer {
  if (platform === 'linux' && storage.getSelectedStorageBackend() === 'basic_text') {
    return {
      reason: 'This desktop offers no key store (GNOME Keyring or KWallet): saved text would not be safe.',
    }
  }
  if (!storage.isEncryptionAvailable())
    return { reason: "The system's key store is locked or not available." }
  return {
    keychain: {
      encrypt: (text) => storage.encryptString(text),
      decrypt: (bytes) => storage.decryptString(Buffer.from(bytes)),
    },
  }
}
