import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import {leadWorkers} from '../../workers/usecases/lead-workers.ts'
import type {ArrivalChoice} from '../domain/arrival-flags.ts'
import type {Generator} from '../domain/generator.ts'
import {requestOptions, type TypedLoad} from '../domain/load-flags.ts'
import type {Loading} from '../domain/loading.ts'
import type {Objective} from '../domain/objective.ts'
import {expectedStreams, fitsTunnel, type Place, workersFor} from '../domain/place.ts'
import type {PromptSource} from '../domain/prompts.ts'
import type {RandomStreams} from '../domain/random-streams.ts'
import {parseTarget, shownAddress, type Target} from '../domain/target.ts'
import {findReplicas, type ReplicaCount} from './find-replicas.ts'
import {insideCluster, throughTunnel} from './find-target.ts'
import {generateHere} from './generate-here.ts'
import {servedModel} from './served-model.ts'

export interface OpenGenerator {
  readonly typed: TypedLoad
  readonly from: Place
  /** Of the service; absent with an address. */
  readonly name?: string | undefined
  readonly namespace: string
  /** The largest load that it has to carry. */
  readonly choice: ArrivalChoice
  readonly prompts: PromptSource
  /** Content of the file of prompts. */
  readonly dataset?: string | undefined
  readonly random: RandomStreams
  readonly objectives: readonly Objective[]
  /** Keeps what became of each request. */
  readonly keepsRows: boolean
  readonly signal: AbortSignal
  readonly tell: (text: string) => void
}

export interface Opened {
  readonly generator: Generator
  readonly service?: Service | undefined
  readonly replicas?: (() => Promise<ReplicaCount | undefined>) | undefined
}

/** Finds the engine and the place to send from, and gets both ready. */
export async function openGenerator(ports: Loading, input: OpenGenerator): Promise<Opened> {
  const {typed, from, name} = input
  if (name === undefined) {
    const address = typed.url ?? ''
    if (from === 'cluster') return {generator: await inCluster(ports, input, address)}
    return {generator: await here(ports, input, {...parseTarget(address), way: 'direct'}, true)}
  }
  const cluster = await ports.cluster()
  const service = await getService(cluster.services, {name, namespace: input.namespace})
  const found = {service, replicas: replicasOf(cluster.services, service)}
  if (from === 'cluster') return {...found, generator: await inCluster(ports, input, insideCluster(service))}
  const {url} = service
  if (url !== undefined && (await cluster.ways.answers(url)))
    return {...found, generator: await here(ports, input, {...parseTarget(url), way: 'direct'}, false)}
  const streams = expectedStreams(input.choice, typed['max-tokens'])
  if (from === 'here' || fitsTunnel(streams))
    return {...found, generator: await here(ports, input, await throughTunnel(cluster, service), false)}
  input.tell(`about ${streams} streams at a time are more than a tunnel carries: the load is sent from the cluster`)
  return {...found, generator: await inCluster(ports, input, insideCluster(service))}
}

const replicasOf = (services: ServiceStore, service: Service) => () => findReplicas(services, service)

async function here(ports: Loading, input: OpenGenerator, target: Target, isGateway: boolean): Promise<Generator> {
  const {typed, random} = input
  if (typed['api-key-secret'] !== undefined)
    throw new OmeError('usage', '--api-key-secret is read by pods of the cluster: this load is sent from here', [
      "--header 'Authorization: @FILE'",
      '--from cluster',
    ])
  const model = await servedModel(ports.facts, target, {typed: typed.model, isGateway})
  const isSimulated = await ports.facts.isSimulated(target)
  return await generateHere(
    {
      client: await ports.client(target, requestOptions(typed, model)),
      clock: ports.clock,
      selfWatch: ports.selfWatch,
      random: random.times,
    },
    {
      ...input,
      engine: {url: shownAddress(target), way: target.way, model, isSimulated},
      warmup: warmupOf(input),
      timeoutMs: typed['request-limit'],
      moves: target.moves,
    },
  )
}

const warmupOf = ({typed, choice}: OpenGenerator): number =>
  typed.warmup ?? Math.min(10, Math.max(2, choice.concurrency ?? 2))

async function inCluster(ports: Loading, input: OpenGenerator, url: string): Promise<Generator> {
  const {typed, choice} = input
  const workers = typed.workers ?? workersFor(expectedStreams(choice, typed['max-tokens']))
  const streams = choice.arrival.kind === 'closed' ? choice.arrival.concurrency : undefined
  if (streams !== undefined && streams < workers)
    throw new OmeError('usage', `${workers} workers have nothing to share: ${streams} requests go at a time`, [
      `--workers ${streams}, or a larger --concurrency`,
    ])
  const address = parseTarget(url)
  const order = {...input, address, isGateway: input.name === undefined, workers, warmup: warmupOf(input)}
  const {host, unpack, wish, files} = await ports.workers(order)
  const {signal, tell: onChange} = input
  return await leadWorkers(
    {host, clock: ports.clock, unpack},
    {wish, files, address, startLimitMs: typed['start-limit'], signal, onChange},
  )
}
