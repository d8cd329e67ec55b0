import type {Personality} from '@ome/installer/artifact/personality'
import {OmeError} from '@ome/sdk/errors'
import {shortName} from '../help/plugin-title.ts'
import type {RouteIndex} from '../routes/route-index.ts'

/** A name the program was called by, other than its own. */
export interface Called {
  /** Name of a personality or of a program that speaks it. */
  readonly name: string
  /** As it is typed in front of the words. */
  readonly bin: string
  readonly words: readonly string[]
}

type Names = Pick<RouteIndex, 'personalities'> & Partial<Pick<RouteIndex, 'offers'>>

/**
 * The other name that was used: the program's own, or `--as NAME` in front of all words. `--as` anywhere else, and with
 * a name that is no personality, is the user to impersonate.
 */
export function calledAs(program: string, words: readonly string[], index: Names): Called | undefined {
  const name = program.replace(extension, '').replace(/^kubectl_complete-/, 'kubectl-')
  if (!/^ome(?![a-z])/.test(name)) return {name, bin: spelled(name), words}
  const [flag = '', value = ''] = words[0]?.startsWith('--as=') ? ['--as', words[0].slice(5)] : words
  if (flag !== '--as' || !find(index, value)) return undefined
  return {name: value, bin: `ome --as ${value}`, words: words.slice(words[0] === '--as' ? 2 : 1)}
}

/** `kubectl-ome` is typed as `kubectl ome`, and `_` in the name of a program is a dash there. */
export const spelled = (program: string): string => {
  const name = program.replace(extension, '')
  return name.startsWith('kubectl-') ? name.replaceAll('-', ' ').replaceAll('_', '-') : name
}

const extension = /\.(exe|cmd|js)$/

export const find = ({personalities = []}: Names, name: string): Personality | undefined =>
  personalities.find((one) => one.bins.includes(name)) ?? personalities.find((one) => one.name === name)

/** The personality of a name. Throws for a program whose words no plugin brings. */
export function personalityOf(index: Names, {name, bin}: Called): Personality {
  const found = find(index, name)
  if (found) return found
  const offer = (index.offers ?? []).find(({programs = []}) => programs.includes(name))
  if (offer) {
    const plugin = shortName(offer.plugin)
    const message = `"${bin}" is not installed: plugin ${plugin} ${offer.version} of registry ${offer.registry} has it`
    throw new OmeError('usage', message, [`install it: ome plugin install ${plugin}`])
  }
  const message = `"${bin}" has no words yet: no plugin that is installed or in a known registry brings them`
  throw new OmeError('usage', message, [
    'what works today are the commands of ome: ome --help',
    'see the names that have words: ome personality list',
  ])
}
