import type {ServiceStore} from '@ome/inference-model/service-store'
import type {LoadReport} from '../../report/domain/report.ts'
import type {ArrivalChoice} from '../domain/arrival-flags.ts'
import {type Goals, requestOptions, type TypedLoad} from '../domain/load-flags.ts'
import type {Loading} from '../domain/loading.ts'
import type {PromptChoice} from '../domain/prompt-flags.ts'
import type {Random} from '../domain/random.ts'
import type {Tally} from '../domain/tally.ts'
import {parseTarget, type Target} from '../domain/target.ts'
import {findTarget, servedModel} from './find-target.ts'
import {measureLoad, type ReplicaCount} from './measure-load.ts'

export interface LoadService {
  readonly typed: TypedLoad
  readonly name?: string | undefined
  readonly namespace: string
  readonly choice: ArrivalChoice
  readonly prompts: PromptChoice
  readonly random: Random
  readonly goals: Goals
  readonly startedAt: Date
  readonly signal: AbortSignal
  readonly onBegin: (tally: Tally) => void
}

/** Finds the engine, sends the load, reports. */
export async function loadService(ports: Loading, input: LoadService): Promise<LoadReport> {
  const {typed, choice, prompts, random, goals} = input
  const {target, services} = await targetOf(ports, input)
  const model = await servedModel(ports.facts, target, typed.model)
  const client = await ports.client(target, requestOptions(typed, model))
  const {service} = target
  return await measureLoad(
    {...ports, client, random, replicas: service && services && (() => replicasOf(services, service))},
    {
      plan: {
        arrival: choice.arrival,
        maxConcurrency: choice.arrival.kind === 'closed' ? undefined : choice.concurrency,
        requests: choice.requests,
        durationMs: choice.durationMs,
        warmup: typed.warmup ?? Math.min(10, Math.max(2, choice.concurrency ?? 2)),
        timeoutMs: typed['request-limit'],
        prompts: prompts.source,
      },
      setup: {
        service: service?.name,
        namespace: service?.namespace,
        url: `${target.origin}${target.basePath}`,
        path: target.path,
        model,
        api: typed.api,
        arrival: choice.text,
        concurrency: choice.concurrency,
        rps: choice.rps,
        burstiness: choice.burstiness,
        prompts: prompts.text,
        seed: typed.seed,
        startedAt: input.startedAt.toISOString(),
        isSimulated: await ports.facts.isSimulated(target),
      },
      isExactPrompt: prompts.isSame,
      plannedRps: choice.arrival.kind === 'closed' ? undefined : choice.rps,
      ...goals,
      signal: input.signal,
      onBegin: input.onBegin,
    },
  )
}

interface Found {
  readonly target: Target
  readonly services?: ServiceStore
}

async function targetOf(ports: Loading, {typed, name, namespace}: LoadService): Promise<Found> {
  if (name === undefined) return {target: {...parseTarget(typed.url ?? ''), path: 'direct'}}
  const cluster = await ports.cluster()
  return {target: await findTarget(cluster, {name, namespace}), services: cluster.services}
}

async function replicasOf(
  services: ServiceStore,
  {namespace, name}: {readonly namespace: string; readonly name: string},
): Promise<ReplicaCount | undefined> {
  const service = await services.find(namespace, name)
  return (
    service && {
      ready: service.pods.filter(({ready}) => ready).length,
      restarts: service.pods.reduce((sum, {restarts}) => sum + restarts, 0),
    }
  )
}
