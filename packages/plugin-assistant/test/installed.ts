import {globSync} from 'node:fs'
import {basename, join} from 'node:path'
import type {CommandDefinition} from '@ome/sdk/command-runner'
import type {CommandClass} from '@ome/testkit/run'
import type {Definition} from '../src/calls/domain/definition.ts'
import {toDefinition} from '../src/calls/process/installed-commands.ts'

const packages = join(import.meta.dirname, '..', '..')

/** Commands of the plugins of this repository, from their sources. */
export interface Installed {
  readonly definition: Definition
  readonly command: CommandDefinition
  readonly run: CommandClass
  readonly plugin: string
}

const hostCommands = 'host/src/commands/cluster/{list,use}.ts'

let made: Promise<readonly Installed[]> | undefined

export function installed(): Promise<readonly Installed[]> {
  made ??= load()
  return made
}

async function load(): Promise<readonly Installed[]> {
  const files = globSync(
    [
      'plugin-{serving,cluster,manifests,models,cost,bench,tuning,rag,grove,kubeflow,sandbox}/src/commands/**/*.ts',
      hostCommands,
    ],
    {cwd: packages},
  )
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
  const found: Installed[] = []
  for (const file of files) {
    const [folder = '', rest = ''] = file.split('/src/commands/')
    const {default: run} = await import(join(packages, file))
    const words = rest
      .replace(/\.ts$/, '')
      .split('/')
      .filter((word, at, all) => !(word === 'index' && at === all.length - 1))
    const command = definitionOf(words.join(' '), `@ome/${basename(folder)}`, run)
    found.push({run, plugin: basename(folder).replace('plugin-', ''), command, definition: toDefinition(command)})
  }
  return found
}

// biome-ignore lint/suspicious/noExplicitAny: the statics of oclif's classes, read by shape as its manifest does
function definitionOf(words: string, plugin: string, made: any): CommandDefinition {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const entries = (map: any): [string, any][] => Object.entries(map ?? {})
  const flags = [
    ...entries(made.baseFlags).map(([name, flag]) => ({name, flag, global: true})),
    ...entries(made.flags).map(([name, flag]) => ({name, flag, global: false})),
  ]
  return {
    words,
    plugin,
    summary: made.summary,
    description: made.description ?? '',
    examples: made.examples ?? [],
    risk: made.risk,
    hidden: made.hidden === true,
    needs: made.needs,
    completions: made.completions ?? {},
    args: entries(made.args).map(([name, arg]) => ({
      name,
      description: arg.description ?? '',
      required: arg.required === true,
      multiple: arg.multiple === true,
      hidden: arg.hidden === true,
      ...(arg.options && {options: arg.options}),
    })),
    flags: flags.map(({name, flag, global}) => ({
      name,
      global,
      description: flag.description ?? flag.summary ?? '',
      type: flag.type,
      aliases: flag.aliases ?? [],
      allowNo: flag.allowNo === true,
      multiple: flag.multiple === true,
      required: flag.required === true,
      hidden: flag.hidden === true,
      ...(flag.options && {options: flag.options}),
      ...(flag.helpValue && {valueName: String(flag.helpValue)}),
    })),
  }
}
