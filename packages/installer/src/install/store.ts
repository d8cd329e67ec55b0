import {createHash} from 'node:crypto'
import {closeSync, existsSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {syncFolder} from '@ome/sdk/disk/atomic-file'
import type {Disk} from '@ome/sdk/disk/disk'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {type ArtifactFacts, type FileReader, inspectArtifact} from '../artifact/contract.ts'
import {listedFiles, readTree, treeHash, treeListing} from '../artifact/tree.ts'
import type {FileMark, StoredRelease} from './lock.ts'

/** Folder of a release, relative to the data folder. */
export const releaseFolder = (registry: string, pluginFolder: string, version: string, tree: string): string =>
  `store/${registry}/${pluginFolder}/${version}-${tree.slice(0, 8)}`

/** The listing of a stored tree lies beside it; its own sha256 is the tree hash of the lock. */
export const listingPath = (data: string, folder: string): string => join(data, `${folder}.files`)

/** Moves an unpacked tree to its place, flushed to the device. A tree that is there already and whole is left alone. */
export function placeTree(
  {data, disk}: {readonly data: string; readonly disk: Pick<Disk, 'replace'>},
  unpacked: string,
  folder: string,
  tree: string,
): void {
  const target = join(data, folder)
  if (existsSync(target)) {
    if (isWhole(target, tree)) return
    renameSync(target, `${unpacked}.replaced`)
  }
  const files = readTree(unpacked)
  for (const {path} of files) flush(join(unpacked, path))
  makeFolder(dirname(target))
  disk.replace(listingPath(data, folder), treeListing(files))
  renameSync(unpacked, target)
  syncFolder(dirname(target))
}

export const isWhole = (folder: string, tree: string): boolean =>
  existsSync(folder) && treeHash(treeListing(readTree(folder))) === tree

/** What a stored release says about itself; undefined when its files are not what was installed. */
export function storedFacts(data: string, {folder, tree}: StoredRelease): ArtifactFacts | undefined {
  const root = join(data, folder)
  return isWhole(root, tree) ? inspectArtifact(folderReader(root), readTree(root)) : undefined
}

export const folderReader =
  (root: string): FileReader =>
  (path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined

export type FileChange = {readonly path: string; readonly change: 'changed' | 'missing' | 'added'}

/** How a stored release differs from what was installed; empty when it does not. */
export function changedFiles(data: string, release: StoredRelease): readonly FileChange[] {
  const root = join(data, release.folder)
  if (!existsSync(root)) return [{path: '.', change: 'missing'}]
  const current = treeListing(readTree(root))
  if (treeHash(current) === release.tree) return []
  const path = listingPath(data, release.folder)
  const recorded = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (treeHash(recorded) !== release.tree) return [{path: '.', change: 'changed'}]
  const [before, after] = [listedFiles(recorded), listedFiles(current)]
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((file): FileChange[] => {
    if (before.get(file) === after.get(file)) return []
    return [{path: file, change: !after.has(file) ? 'missing' : before.has(file) ? 'changed' : 'added'}]
  })
}

/** How many files were installed. */
export function installedFiles(data: string, release: StoredRelease): number {
  const path = listingPath(data, release.folder)
  return existsSync(path) ? listedFiles(readFileSync(path, 'utf8')).size : 0
}

export function markFile(root: string, file: string): FileMark {
  const found = lstatSync(join(root, file))
  const sha256 = createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex')
  return {file, size: found.size, mtimeMs: Math.floor(found.mtimeMs), sha256}
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
