import {randomBytes} from 'node:crypto'
import {existsSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {makeFolder} from '@ome/sdk/disk/make-folder'

/** Where files lie that one run needs; gone when none runs. */
export const runFolder = (cache: string): string => join(cache, 'run')

/**
 * Writes a file that only its owner can read, for one run. The way to remove it is also taken when this process ends;
 * what a killed one leaves is removed by {@link sweepRunFolder}.
 */
export function privateFile(cache: string, text: string): {readonly path: string; remove(): void} {
  const folder = runFolder(cache)
  const path = join(folder, `${machine()}.${process.pid}.${randomBytes(8).toString('hex')}`)
  const remove = (): void => {
    process.off('exit', remove)
    rmSync(path, {force: true})
    removeEmpty(folder)
  }
  process.once('exit', remove)
  write(folder, path, text)
  return {path, remove}
}

/** Another run that ends may take the empty folder away between the two steps. */
function write(folder: string, path: string, text: string, attempts = 3): void {
  makeFolder(folder, 0o700)
  try {
    writeFileSync(path, text, {mode: 0o600, flag: 'wx'})
  } catch (error) {
    if (attempts === 1 || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    write(folder, path, text, attempts - 1)
  }
}

const longestDays = 7

/** Removes what runs left behind that were killed. Files of another machine on a shared disk get a week. */
export function sweepRunFolder(cache: string, now: Date): void {
  const folder = runFolder(cache)
  if (!existsSync(folder)) return
  const names = readdirSync(folder)
  const stale = names.filter((name) => {
    const [where, pid] = name.split('.')
    const found = statSync(join(folder, name), {throwIfNoEntry: false})
    if (!found) return false
    if (where === machine() && !isAlive(Number(pid))) return true
    return now.getTime() - found.mtimeMs > longestDays * 24 * 3_600_000
  })
  for (const name of stale) rmSync(join(folder, name), {force: true})
  if (stale.length === names.length) removeEmpty(folder)
}

const machine = (): string => hostname().replace(/[^A-Za-z0-9-]/g, '-')

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** It stays while other runs have files there. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(String(error.code))))
      throw error
  }
}
