import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {Risk} from '@ome/sdk/need'
import {nearest} from '../help/nearest.ts'
import {splitWords} from '../routes/expand-alias.ts'
import {findRoute} from '../routes/find-route.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'
import {demandNouns} from './demand-nouns.ts'
import {type Dependence, dependenceOf, hasNoun, withNamedKinds} from './has-noun.ts'
import {nounsOf, type Right, rightsOf} from './rights.ts'

export interface DescribedCommand {
  /** Words of its id. */
  readonly words: string
  readonly command: ManifestCommand
  readonly plugin: string
  readonly publisher?: string | undefined
  readonly risk: Risk
  /** What followed the words of the id. */
  readonly operands: readonly string[]
}

/** The command that these words run. Throws for words that run none. */
export function describedCommand(
  cache: string,
  typed: readonly string[],
  otherwise: 'usage' | 'not-found',
): DescribedCommand {
  const index = indexInUse(cache)
  const words = typed.flatMap(splitWords)
  const route = findRoute(index, words[0] === 'ome' ? words.slice(1) : words)
  const plugin = route.type === 'command' ? index.plugins[index.commands[route.id]?.[0] ?? -1] : undefined
  const command = plugin && route.type === 'command' ? readManifest(plugin.root).commands[route.id] : undefined
  if (route.type !== 'command' || !plugin || !command) {
    const near = nearest(
      words.join(' '),
      Object.keys(index.commands).map((id) => id.replaceAll(':', ' ')),
    )
    throw new OmeError(otherwise, `"${words.join(' ')}" is no command`, [
      ...near.map((name) => `did you mean: ${name}`),
      'see all of them: ome --help',
    ])
  }
  const flag = route.argv.findIndex((word) => word.startsWith('-'))
  // Behind a flag there may be its file, which is no kind of object.
  const typedFirst = dependenceOf(command) === 'files' && flag >= 0 ? route.argv.slice(0, flag) : route.argv
  return {
    words: route.id.replaceAll(':', ' '),
    command,
    plugin: plugin.name,
    publisher: plugin.publisher,
    risk: index.commands[route.id]?.[2] ?? 'write',
    operands: typedFirst.filter((word) => !word.startsWith('-')),
  }
}

export interface CommandRights {
  readonly rights: readonly Right[]
  /** What some rights depend on, where it was not named: these are left out. */
  readonly dependsOn: Dependence | undefined
}

/**
 * The rights of a command in a namespace, or in all of them, on the resource that was named with it. Throws `usage` for a
 * resource that is none.
 */
export async function commandRights(
  {words, command, operands}: DescribedCommand,
  namespace: string | undefined,
  kube: Pick<KubeClient, 'resolve' | 'resources'>,
): Promise<CommandRights> {
  const {needs = [], completions} = command
  const dependence = dependenceOf(command)
  const open = dependence === 'files' ? withNamedKinds(needs) : needs
  if (!hasNoun({needs: open})) return {rights: rightsOf(open, namespace), dependsOn: undefined}
  // Several kinds may be named for files: each as a word, or with commas.
  const named = dependence === 'files' && operands.length > 0 ? [operands.join(',')] : operands
  await demandNouns(words, named, completions, kube)
  const nouns = await nounsOf(named, completions, kube)
  return {rights: rightsOf(open, namespace, nouns), dependsOn: operands.length === 0 ? dependence : undefined}
}
