import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {nearest} from '../help/nearest.ts'
import {splitWords} from '../routes/expand-alias.ts'
import {findRoute} from '../routes/find-route.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'
import {hasNoun} from './has-noun.ts'
import {nounsOf, type Right, rightsOf} from './rights.ts'

export interface DescribedCommand {
  /** Words of its id. */
  readonly words: string
  readonly command: ManifestCommand
  readonly plugin: string
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
  const operands = route.argv.filter((word) => !word.startsWith('-'))
  return {words: route.id.replaceAll(':', ' '), command, plugin: plugin.name, operands}
}

/** The rights of a command in a namespace, or in all of them. */
export async function commandRights(
  {command, operands}: DescribedCommand,
  namespace: string | undefined,
  kube: Pick<KubeClient, 'resolve'>,
): Promise<readonly Right[]> {
  const {needs = [], completions} = command
  return rightsOf(needs, namespace, hasNoun(command) ? await nounsOf(operands, completions, kube) : [])
}
