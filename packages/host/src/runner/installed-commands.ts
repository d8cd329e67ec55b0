import type {CommandDefinition, DefinedArgument, DefinedFlag, InstalledCommand} from '@ome/sdk/command-runner'
import {stampOf} from '@ome/sdk/disk/stamp'
import type {ArgRow, Example, FlagRow, ManifestCommand, PluginManifest} from '../routes/plugin-manifest.ts'
import {manifestPath, readManifest} from '../routes/read-manifest.ts'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'

type Commands = Pick<RouteIndex, 'commands' | 'plugins'>

const wordsOf = (id: string): string => id.replaceAll(':', ' ')

/** The command with this id; undefined where its plugin must not run. */
export function installedCommand({commands, plugins}: Commands, id: string): InstalledCommand | undefined {
  const row = Object.hasOwn(commands, id) ? commands[id] : undefined
  const plugin = row && plugins[row[0]]
  if (!row || !plugin || plugin.blocked) return undefined
  const [, summary, risk, hidden] = row
  return {words: wordsOf(id), summary, risk, plugin: plugin.name, hidden: hidden === 1}
}

export const installedCommands = (index: Commands): readonly InstalledCommand[] =>
  Object.keys(index.commands)
    .sort()
    .flatMap((id) => installedCommand(index, id) ?? [])

/** Reads manifests, each once for as long as its file stays the same. */
export class Definitions {
  readonly #known = new Map<string, {readonly stamp: string; readonly manifest: PluginManifest}>()

  definition(index: Commands, id: string): CommandDefinition | undefined {
    const installed = installedCommand(index, id)
    const plugin = index.plugins[index.commands[id]?.[0] ?? -1]
    const command = installed && plugin && this.#manifest(plugin).commands[id]
    return command && {...installed, ...definitionOf(command, id)}
  }

  #manifest({root}: PluginRow): PluginManifest {
    const stamp = stampOf(manifestPath(root))
    const known = this.#known.get(root)
    if (known?.stamp === stamp) return known.manifest
    const manifest = readManifest(root)
    this.#known.set(root, {stamp, manifest})
    return manifest
  }
}

function definitionOf(command: ManifestCommand, id: string): Omit<CommandDefinition, keyof InstalledCommand> {
  const fill = (text: string): string =>
    text.replaceAll('<%= config.bin %>', 'ome').replaceAll('<%= command.id %>', wordsOf(id))
  return {
    description: fill(command.description ?? command.summary ?? ''),
    examples: (command.examples ?? []).map((example: Example) =>
      fill(typeof example === 'string' ? example : example.command),
    ),
    args: Object.values(command.args).map(argumentOf),
    flags: Object.values(command.flags).map(flagOf),
    needs: command.needs ?? [],
    completions: command.completions ?? {},
  }
}

const argumentOf = ({name, description = '', required, multiple, hidden, options}: ArgRow): DefinedArgument => ({
  name,
  description,
  required: required === true,
  multiple: multiple === true,
  hidden: hidden === true,
  ...(options ? {options} : {}),
})

const flagOf = (flag: FlagRow): DefinedFlag => ({
  name: flag.name,
  description: flag.summary ?? flag.description ?? '',
  type: flag.type,
  aliases: flag.aliases ?? [],
  allowNo: flag.allowNo === true,
  multiple: flag.multiple === true,
  required: flag.required === true,
  hidden: flag.hidden === true,
  global: flag.helpGroup === 'GLOBAL',
  ...(flag.char === undefined ? {} : {char: flag.char}),
  ...(flag.options === undefined ? {} : {options: flag.options}),
  ...(flag.helpValue === undefined ? {} : {valueName: [flag.helpValue].flat().join(' ')}),
  ...(flag.default === undefined ? {} : {default: flag.default}),
})
