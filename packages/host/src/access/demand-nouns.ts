import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {Completions} from '@ome/sdk/need'
import {nearest} from '../help/nearest.ts'
import {nounWords} from './rights.ts'

/** Throws `usage`, naming what is near, for a resource that neither the command nor the cluster knows. */
export async function demandNouns(
  words: string,
  operands: readonly string[],
  completions: Completions | undefined,
  kube: Pick<KubeClient, 'resolve' | 'resources'>,
): Promise<void> {
  const own = Object.values(completions?.args ?? {}).flatMap((source) =>
    'object' in source ? [...Object.keys(source.object.nouns), ...Object.keys(source.object.alias ?? {})] : [],
  )
  for (const word of nounWords(operands)) {
    if (own.includes(word) || (await kube.resolve(word))) continue
    const resources = await kube.resources()
    if (resources.some(({categories}) => categories.includes(word))) continue
    const others = resources.flatMap(({plural, singular}) => [plural, singular])
    throw new OmeError('usage', `"${word}" is no resource`, [
      ...nearest(word, [...new Set([...own, ...others])]).map((name) => `did you mean: ${words} ${name}`),
      'list them: kubectl api-resources',
    ])
  }
}
