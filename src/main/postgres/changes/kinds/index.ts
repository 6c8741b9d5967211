import type { AnyKind } from '../kind.ts'
import { createExtension } from './create-extension.ts'
import { createIndex } from './create-index.ts'
import { dropIndex } from './drop-index.ts'
import { createMaterializedView, refreshMaterializedView } from './materialized-view.ts'
import { reindex } from './reindex.ts'
import { resetStatements } from './reset-statements.ts'
import { setDatabaseSetting, setRoleSetting } from './set-role-setting.ts'
import { setServerSetting } from './set-server-setting.ts'
import { setStorageOptions } from './set-storage-options.ts'
import { signalBackend } from './signal-backend.ts'
import { analyze, vacuum } from './vacuum.ts'

/** Every kind of change. Adding one is adding a file and a line. */
export const kinds: readonly AnyKind[] = [
  createIndex,
  dropIndex,
  reindex,
  analyze,
  vacuum,
  createExtension,
  setServerSetting,
  setRoleSetting,
  setDatabaseSetting,
  setStorageOptions,
  createMaterializedView,
  refreshMaterializedView,
  resetStatements,
  signalBackend,
]
