import {installedName} from './install-plugins.ts'
import {readLock} from './lock.ts'
import {shortName} from './names.ts'
import {changedFiles, type FileChange, installedFiles} from './store.ts'
import type {Workbench} from './workbench.ts'

export interface VerifiedPlugin {
  readonly name: string
  readonly package: string
  readonly version: string
  readonly status: 'ok' | 'changed'
  /** How many files were installed. */
  readonly installed: number
  /** Those that are not what was installed. */
  readonly files: readonly FileChange[]
}

/** Hashes every file of installed plugins and compares with what the lock says was installed. */
export function verifyPlugins(bench: Workbench, typed: string | undefined): readonly VerifiedPlugin[] {
  const only = typed === undefined ? undefined : installedName(bench, typed)
  return Object.entries(readLock(bench.data).plugins).flatMap(([name, {active}]): VerifiedPlugin[] => {
    if (active === undefined || (only !== undefined && only !== name)) return []
    const files = changedFiles(bench.data, active)
    return [
      {
        name: shortName(name),
        package: name,
        version: active.version,
        status: files.length === 0 ? 'ok' : 'changed',
        installed: installedFiles(bench.data, active),
        files,
      },
    ]
  })
}
