import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Disk, localDisk} from '@ome/sdk/disk/disk'
import {readLock} from './lock.ts'

/**
 * Writes `package.json` of the data folder in the form of @oclif/plugin-plugins, for programs that read that one. It
 * follows the lock and is never read back.
 */
export function writeDerived(data: string, disk: Pick<Disk, 'replace'> = localDisk): void {
  const lock = readLock(data)
  const installed = Object.entries(lock.plugins).flatMap(([name, {active, enabled}]) =>
    active === undefined || !enabled || lock.links[name] !== undefined
      ? []
      : [{name, type: 'link', root: join(data, active.folder)}],
  )
  const linked = Object.entries(lock.links).map(([name, {path}]) => ({name, type: 'link', root: path}))
  const plugins = [...installed, ...linked].sort((a, b) => (a.name < b.name ? -1 : 1))
  const text = `${JSON.stringify({private: true, oclif: {schema: 1, plugins}}, undefined, 2)}\n`
  const path = join(data, 'package.json')
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) disk.replace(path, text)
}
