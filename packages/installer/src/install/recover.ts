import {join} from 'node:path'
import {isOmeError} from '@ome/sdk/errors'
import {bundleFile} from '../artifact/contract.ts'
import {writeDerived} from './derived-files.ts'
import {promoted, readLock, withEntry, withoutNext, writeLock} from './lock.ts'
import {shortName} from './names.ts'
import {smokeLoad} from './smoke.ts'
import {isWhole} from './store.ts'
import {sweep} from './sweep.ts'
import type {Workbench} from './workbench.ts'

/** Ends what a killed process had begun: a stored and accepted release is switched to, anything less is dropped. */
export async function recover(bench: Workbench): Promise<void> {
  const {data} = bench
  sweep(data)
  const lock = readLock(data)
  let pending = false
  for (const [name, entry] of Object.entries(lock.plugins)) {
    if (entry.next === undefined) continue
    pending = true
    const root = join(data, entry.next.folder)
    const usable = isWhole(root, entry.next.tree) && (await compiles(name, root, entry.next.bundle.file, bench.signal))
    writeLock(data, usable ? withEntry(readLock(data), name, promoted(entry)) : withoutNext(readLock(data), name))
    const done = usable ? 'finished' : 'dropped'
    bench.say(`${done} the interrupted installation of ${shortName(name)} ${entry.next.version}`)
  }
  if (pending || Object.keys(lock.plugins).length > 0) writeDerived(data)
}

async function compiles(name: string, root: string, file: string, signal: AbortSignal): Promise<boolean> {
  if (file !== bundleFile) return true
  try {
    await smokeLoad(shortName(name), join(root, file), signal)
    return true
  } catch (error) {
    if (isOmeError(error)) return false
    throw error
  }
}
