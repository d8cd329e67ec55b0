import {spellings} from '@ome/installer/install/names'
import {nearHint} from '@ome/installer/install/near-plugin'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '../help/nearest.ts'
import {plainName, shortName} from '../help/plugin-title.ts'
import type {ManifestCommand} from './plugin-manifest.ts'
import {readManifest} from './read-manifest.ts'
import type {PluginRow, RouteIndex} from './route-index.ts'

export interface NamedCommand {
  readonly plugin: PluginRow
  readonly id: string
  readonly command: ManifestCommand
  readonly argv: readonly string[]
}

/** The command that `PLUGIN:ID ARGS…` names, whichever plugin owns the id. Words of the id may follow as words. */
export function namedCommand(index: Pick<RouteIndex, 'plugins' | 'valueFlags'>, argv: readonly string[]): NamedCommand {
  const at = firstOperand(argv, new Set(index.valueFlags))
  const [pluginWord = '', ...idWords] = (argv[at] ?? '').split(':')
  if (idWords.join('') === '')
    throw new OmeError('usage', 'say which command of which plugin, as PLUGIN:ID', [
      'see which there are: ome command list --conflicts',
    ])
  const plugin = findPlugin(index.plugins, pluginWord)
  const {commands} = readManifest(plugin.root)
  const first = idWords.join(':').replaceAll(' ', ':')
  const following = argv.slice(at + 1, at + 5)
  const flag = following.findIndex((word) => word.startsWith('-'))
  for (let count = flag === -1 ? following.length : flag; count >= 0; count--) {
    const words = [first, ...following.slice(0, count)].join(':')
    // Where all commands of a plugin begin with its own name, that word need not be typed twice.
    const id = [words, `${plainName(plugin.name)}:${words}`].find((one) => Object.hasOwn(commands, one))
    const command = id === undefined ? undefined : commands[id]
    if (id !== undefined && command)
      return {plugin, id, command, argv: [...argv.slice(0, at), ...argv.slice(at + 1 + count)]}
  }
  const near = nearest(first, Object.keys(commands))
  const short = shortName(plugin.name)
  throw new OmeError('not-found', `plugin ${short} has no command "${first.replaceAll(':', ' ')}"`, [
    ...near.map((id) => `did you mean: ome command run ${short}:${id}`),
    `see what it has: ome command list --all`,
  ])
}

function findPlugin(plugins: readonly PluginRow[], typed: string): PluginRow {
  const names = spellings(typed)
  const found = plugins.find(({name}) => names.includes(name)) ?? plugins.find(({name}) => plainName(name) === typed)
  if (found) return found
  const known = plugins.map(({name}) => name)
  throw new OmeError(
    'not-found',
    `plugin "${typed}" is not installed`,
    [...nearHint(typed, known), 'see what is: ome plugin list'],
    {object: `plugin/${typed}`},
  )
}

function firstOperand(argv: readonly string[], values: ReadonlySet<string>): number {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (!word.startsWith('-') || word === '-') return at
    if (values.has(word)) at++
  }
  return argv.length
}
