import {accessSync, constants, lstatSync, realpathSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {delimiter, join, resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'

export interface LinkPlace {
  /** Folder the links are in. */
  readonly dir: string
  /** The program they lead to, without links in its path. */
  readonly launcher: string
  /** Value of PATH. */
  readonly path: string
}

export interface Link {
  readonly program: string
  readonly file: string
  readonly state: 'absent' | 'ours' | 'foreign link' | 'file'
  /** Another program of that name, found first on PATH. */
  readonly shadowed?: string
}

/** A program of kubectl brings the one that completes it. */
export const withCompleters = (bins: readonly string[]): string[] =>
  bins.flatMap((bin) => (bin.startsWith('kubectl-') ? [bin, bin.replace('kubectl-', 'kubectl_complete-')] : [bin]))

/** What stands where links of these programs go, and which other programs they would stand before. */
export function inspectLinks(programs: readonly string[], place: LinkPlace): Link[] {
  return programs.map((program): Link => {
    const file = join(place.dir, program)
    const found = folders(place).map((folder) => join(folder, program))
    const shadowed = found.find((path) => path !== file && isProgram(path) && !leadsTo(path, place.launcher))
    return {program, file, state: stateOf(file, place.launcher), ...(shadowed === undefined ? {} : {shadowed})}
  })
}

/** The programs whose links were missing and are made now. Throws for names that other programs have. */
export function makeLinks(
  links: readonly Link[],
  {dir, launcher}: LinkPlace,
  {force, dryRun}: {readonly force: boolean; readonly dryRun: boolean},
): readonly string[] {
  for (const {program, file, state, shadowed} of links) {
    if (state === 'file') throw conflict(`${file} is a file of its own and stays`, ['choose another folder: --dir DIR'])
    const other = state === 'foreign link' ? file : shadowed
    if (other !== undefined && !force)
      throw conflict(`${program} is another program already: ${other}`, [
        'link it nevertheless: --force',
        `use its words without a link: ome --as ${program}`,
      ])
  }
  const missing = links.filter(({state}) => state !== 'ours')
  if (!dryRun) makeFolder(dir)
  for (const {file} of dryRun ? [] : missing) {
    rmSync(file, {force: true})
    symlinkSync(launcher, file)
  }
  return missing.map(({program}) => program)
}

/** The programs whose links led here and are gone now. Throws for what leads elsewhere. */
export function removeLinks(links: readonly Link[], dryRun: boolean): readonly string[] {
  const foreign = links.find(({state}) => state === 'file' || state === 'foreign link')
  if (foreign) throw conflict(`${foreign.file} is no link to this program and stays`, [])
  const ours = links.filter(({state}) => state === 'ours')
  for (const {file} of dryRun ? [] : ours) rmSync(file)
  return ours.map(({program}) => program)
}

/** Files on PATH and in the folder of links that lead to this program by one of these names. */
export const linkedPrograms = (bins: readonly string[], place: LinkPlace): string[] =>
  bins.flatMap((bin) => {
    const found = [...new Set([place.dir, ...folders(place)])].map((folder) => join(folder, bin))
    return found.filter((path) => leadsTo(path, place.launcher))
  })

export const linkPlace = (dir: string, env: Context['env']): LinkPlace => ({
  dir,
  // The program that runs, without links in its path.
  launcher: realpathSync(resolve(process.argv[1] ?? '')),
  path: env['PATH'] ?? '',
})

export const isOnPath = (place: LinkPlace): boolean => folders(place).includes(place.dir)

/** The line that puts a folder on PATH in a shell. */
export const pathLine = (shown: string, shell: string): string =>
  shell.endsWith('fish') ? `fish_add_path ${shown}` : `export PATH="${shown.replace(/^~/, '$HOME')}:$PATH"`

const folders = ({path}: LinkPlace): string[] => path.split(delimiter).filter(Boolean)

function stateOf(file: string, launcher: string): Link['state'] {
  const found = lstatSync(file, {throwIfNoEntry: false})
  if (!found) return 'absent'
  if (!found.isSymbolicLink()) return 'file'
  return leadsTo(file, launcher) ? 'ours' : 'foreign link'
}

function isProgram(path: string): boolean {
  if (!statSync(path, {throwIfNoEntry: false})?.isFile()) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const leadsTo = (path: string, launcher: string): boolean =>
  statSync(path, {throwIfNoEntry: false}) !== undefined && realpathSync(path) === launcher

const conflict = (message: string, hints: readonly string[]): OmeError => new OmeError('conflict', message, hints)
