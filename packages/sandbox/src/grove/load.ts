import type {ApiObject, LocalApi} from '../api.ts'
import {isReady} from '../controllers/pod-facts.ts'
import {pods} from '../controllers/resources.ts'
import {label} from './names.ts'

export type Role = 'frontend' | 'prefill' | 'decode'

const roles: readonly Role[] = ['frontend', 'prefill', 'decode']

/** The part a pod plays in disaggregated serving: what its clique is labelled with, else what its name says. */
export function roleOf(pod: ApiObject): Role {
  const {labels = {}} = pod.metadata
  const said = labels['grove.io/role'] ?? labels['nvidia.com/dynamo-component-type'] ?? labels[label.clique] ?? ''
  return roles.find((role) => said.includes(role)) ?? 'decode'
}

/** Requests per second that each replica of a set is said to serve. */
export const requestsPerSecond = 40

/** Tokens of a request, and what its engines have in hand all the time, over all pods of a role. */
export const promptTokens = 31
export const outputTokens = 223
const inHand: Readonly<Record<Role, {running: number; waiting: number; cache: number}>> = {
  frontend: {running: 45, waiting: 12, cache: 0},
  prefill: {running: 9, waiting: 3, cache: 0.41},
  decode: {running: 36, waiting: 9, cache: 0.63},
}

/** Requests alike: times in seconds, and their share of all. */
export interface RequestClass {
  readonly firstToken: number
  readonly betweenTokens: number
  readonly share: number
}

/** Some tokens of every request come late: in any window, however short, 99 of 100 follow within 12 ms. */
export const slowTokens = {share: 0.01154, betweenTokens: 0.0115}

/** Time to the first token: half within 96 ms, 99 of 100 within 246 ms. */
const usual: readonly RequestClass[] = [
  {firstToken: 0.07, betweenTokens: 0.008, share: 0.1},
  {firstToken: 0.095, betweenTokens: 0.009, share: 0.5},
  {firstToken: 0.2, betweenTokens: 0.009, share: 0.3885},
  {firstToken: 0.22, betweenTokens: 0.009, share: 0.0115},
]

/** The same for a version that is slow to begin: 99 of 100 within 900 ms. */
const slow: readonly RequestClass[] = [
  {firstToken: 0.22, betweenTokens: 0.009, share: 0.3},
  {firstToken: 0.45, betweenTokens: 0.009, share: 0.4},
  {firstToken: 0.7, betweenTokens: 0.0095, share: 0.275},
  {firstToken: 0.9, betweenTokens: 0.0095, share: 0.025},
]

/** How a version of the engine performs; a tag that ends in `-slow` is a bad one. */
export const classesOf = (image: string): readonly RequestClass[] => (image.endsWith('-slow') ? slow : usual)

export interface Share {
  /** Requests per second. */
  readonly rate: number
  readonly running: number
  readonly waiting: number
  readonly cacheUse: number
}

/** The part of its set's load that falls to one pod: all ready workers of its role carry the same. */
export function shareOf(api: LocalApi, pod: ApiObject): Share {
  const {labels = {}, namespace = 'default'} = pod.metadata
  const role = roleOf(pod)
  const same = {[label.partOf]: labels[label.partOf] ?? '', [label.setReplica]: labels[label.setReplica] ?? ''}
  const workers = api
    .list(pods, {namespace, labels: same})
    .filter((one) => roleOf(one) === role && isReady(one) && listens(one))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const count = Math.max(1, workers.length)
  const position = Math.max(
    0,
    workers.findIndex((one) => one.metadata.uid === pod.metadata.uid),
  )
  const part = (total: number): number => Math.floor(total / count) + (position < total % count ? 1 : 0)
  const {running, waiting, cache} = inHand[role]
  return {rate: requestsPerSecond / count, running: part(running), waiting: part(waiting), cacheUse: cache}
}

/** True for a pod with a port: of a worker on several nodes only the first serves. */
const listens = (pod: ApiObject): boolean =>
  (pod['spec'].containers ?? []).some(({ports}: {ports?: unknown[]}) => (ports?.length ?? 0) > 0)

export interface GpuLoad {
  /** Percent of the time. */
  readonly busy: number
  /** Share of the memory in use, 0–1. */
  readonly memory: number
}

/** How hard a set's pod works its GPUs: prefill computes, decode waits for memory. Undefined for other pods. */
export function gpuLoadOf(pod: ApiObject): GpuLoad | undefined {
  if (pod.metadata.labels?.[label.clique] === undefined) return undefined
  return roleOf(pod) === 'prefill' ? {busy: 78, memory: 45 / 80} : {busy: 65, memory: 38 / 80}
}
