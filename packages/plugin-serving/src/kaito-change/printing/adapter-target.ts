import {OmeError} from '@ome/sdk/errors'
import type {Target} from '../../domain/backend.ts'
import {backendsOf} from '../../kaito-observe/compose.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {chooseTarget} from '../../usecases/choose-backend.ts'
import type {LiveObject} from '../domain/live-object.ts'
import {liveOf} from './change-kaito.ts'

/** Whatever serves a model with adapters. */
export async function adapterTarget(
  stage: Stage,
  verb: string,
  words: readonly (string | undefined)[],
  namespace: string | undefined,
): Promise<{readonly target: Target; readonly namespace: string}> {
  const inside = namespace ?? (await stage.context.namespace())
  const nouns = ['workspace', 'inferenceset'] as const
  const target = await chooseTarget(await backendsOf(stage.context), {
    verb,
    words,
    namespace: inside,
    nouns,
    isKaitos: true,
  })
  return {target, namespace: inside}
}

/** The object that the first words name, and the adapter that the last one does. */
export async function adapterChange(
  stage: Stage,
  verb: string,
  typed: readonly (string | undefined)[],
  namespace: string | undefined,
): Promise<{readonly live: LiveObject; readonly adapter: string}> {
  const words = typed.filter((word) => word !== undefined)
  const adapter = words.at(-1)
  if (adapter === undefined || words.length < 2)
    throw new OmeError('usage', 'which adapter, of what?', [`ome ${verb} workspace NAME ADAPTER`])
  const found = await adapterTarget(stage, verb, words.slice(0, -1), namespace)
  return {live: await liveOf(stage, found.target, found.namespace), adapter}
}
