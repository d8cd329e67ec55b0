import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type LocalRun, platforms, programPath} from '@ome/installer/artifact/foreign-run'
import {listedFiles, treeHash} from '@ome/installer/artifact/tree'
import {readLock} from '@ome/installer/install/lock'
import {OmeError} from '@ome/sdk/errors'
import type {PluginRow} from '../routes/route-index.ts'

/**
 * Demands that a program and the files beside it are those that were installed, by the listing whose digest is in the
 * lock. Programs of other commands and platforms are not looked at: they do not run. Throws `denied`.
 */
export function demandGenuine(
  {name, root, origin}: PluginRow,
  data: string,
  runs: readonly LocalRun[],
  program: string,
): void {
  if (origin !== 'installed') return
  const listing = recordedListing(data, name, root)
  if (listing === undefined) throw changed(name)
  const others = new Set(runs.flatMap((run) => platforms.map((platform) => programPath(run, platform))))
  for (const [path, recorded] of listedFiles(listing)) {
    if (path !== program && others.has(path)) continue
    if (recorded.slice(4) !== digestOf(join(root, path))) throw changed(name)
  }
}

function recordedListing(data: string, name: string, root: string): string | undefined {
  const path = `${root}.files`
  const listing = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return treeHash(listing) === readLock(data).plugins[name]?.active?.tree ? listing : undefined
}

const digestOf = (path: string): string | undefined =>
  existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined

const changed = (name: string): OmeError =>
  new OmeError(
    'denied',
    `plugin ${name} has been changed since it was installed`,
    [`see what changed: ome plugin verify ${name}`],
    {
      object: `plugin/${name}`,
    },
  )
