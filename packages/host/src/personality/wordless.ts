import {readdirSync, realpathSync, statSync} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import {shortName} from '../help/plugin-title.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {spelled} from './choose.ts'
import type {LinkPlace} from './links.ts'

type Names = Pick<RouteIndex, 'personalities'> & Partial<Pick<RouteIndex, 'offers'>>

/** A program that leads here by a name whose words no plugin on this machine brings. */
export interface Wordless {
  readonly program: string
  readonly files: readonly string[]
  /** The plugin of a registry that would bring them. */
  readonly plugin?: string
}

/** All programs without words in the folder of links, beside the program and on PATH. */
export function wordlessLinks(index: Names, place: LinkPlace): readonly Wordless[] {
  const folders = [place.dir, dirname(place.launcher), ...place.path.split(delimiter).filter(Boolean)]
  const files = [...new Set(folders)].flatMap((folder) =>
    wordlessIn(index, {...place, dir: folder})
      .filter((program) => !program.startsWith('kubectl_complete-'))
      .map((program) => ({program, file: join(folder, program)})),
  )
  return [...Map.groupBy(files, ({program}) => program)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([program, found]) => {
      const plugin = bringing(index, program)
      return {program, files: found.map(({file}) => file), ...(plugin === undefined ? {} : {plugin})}
    })
}

/** Links in one folder that lead to this program by names without words, those that complete included. */
export function wordlessIn({personalities = []}: Names, {dir, launcher}: LinkPlace): string[] {
  const spoken = new Set(personalities.flatMap(({bins}) => bins))
  return linksIn(dir)
    .filter((name) => !/^ome(?![a-z])/.test(name) && !spoken.has(name.replace(/^kubectl_complete-/, 'kubectl-')))
    .filter((name) => leadsTo(join(dir, name), launcher))
    .sort()
}

/** Whether a program is one that was linked for a name: `boat` has `boat`, `boatctl`, `kubectl-boat` and its completer. */
export function belongsTo(program: string, typed: string): boolean {
  const main = program.replace(/^kubectl_complete-/, 'kubectl-')
  const name = typed.replace(/^ome --as /, '')
  return [main, spelled(main), main.replace(/^kubectl-/, ''), main.replace(/ctl$/, '')].includes(name)
}

/** The plugin of a registry that brings the words of a program. */
export function bringing({offers = []}: Names, program: string): string | undefined {
  const offer = offers.find(({programs = []}) => programs.includes(program))
  return offer && shortName(offer.plugin)
}

function linksIn(dir: string): string[] {
  try {
    return readdirSync(dir, {withFileTypes: true})
      .filter((entry) => entry.isSymbolicLink())
      .map(({name}) => name)
  } catch (error) {
    // A folder of PATH that is not there or may not be read holds no program either.
    if (error instanceof Error && 'code' in error) return []
    throw error
  }
}

const leadsTo = (path: string, launcher: string): boolean =>
  statSync(path, {throwIfNoEntry: false}) !== undefined && realpathSync(path) === launcher
