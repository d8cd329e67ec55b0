import {type KaitoNoun, kaitoNouns} from '@ome/kaito/kaito-nouns'
import type {Context} from '@ome/sdk/context'
import {serving} from '../../compose.ts'
import type {BackendName, Target} from '../../domain/backend.ts'
import type {RunningStore} from '../../domain/running.ts'
import {chooseTarget} from '../../usecases/choose-backend.ts'
import {runningService} from '../../usecases/running-service.ts'
import {backendsOf, kaitoSources} from '../compose.ts'
import {runningKaito} from '../usecases/running-kaito.ts'

export interface TargetInput {
  readonly verb: string
  readonly words: readonly (string | undefined)[]
  readonly namespace?: string | undefined
  readonly backend?: BackendName | undefined
  readonly nouns?: readonly KaitoNoun[]
}

export interface FoundTarget {
  readonly namespace: string
  readonly target: Target
}

/** The object that a verb is about, in the namespace of `-n` or of the context. */
export async function findTarget(context: Context, input: TargetInput): Promise<FoundTarget> {
  const namespace = input.namespace ?? (await context.namespace())
  const {verb, words, backend, nouns = kaitoNouns} = input
  return {namespace, target: await chooseTarget(await backendsOf(context), {verb, words, namespace, backend, nouns})}
}

/** Where its pods are found, whoever runs it. */
export async function runningTarget(context: Context, {namespace, target}: FoundTarget): Promise<RunningStore> {
  if (target.backend === 'ome') return runningService((await serving(context)).services, {name: target.name, namespace})
  return runningKaito((await kaitoSources(context)).store, namespace, target, context.signal)
}
