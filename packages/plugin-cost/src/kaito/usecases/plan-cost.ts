import type {Node} from '@ome/inference-model/node'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import {resolveModel} from '@ome/kaito/model-resolution'
import type {KaitoCloud} from '@ome/kaito/operator-profile'
import {type TuningMethod, tuningMethods} from '@ome/kaito/training-config'
import {OmeError} from '@ome/sdk/errors'
import {
  type Candidate,
  type CostEstimate,
  candidatesOf,
  chosenCandidate,
  partsOf,
  type Workload,
} from '../domain/candidates.ts'
import {nodesOf} from '../domain/kaito-cost.ts'
import type {PlanningKaito} from '../domain/ports.ts'

export interface ModelQuestion {
  readonly model: string
  readonly method?: TuningMethod | undefined
  readonly replicas?: number | undefined
  readonly context?: number | undefined
}

/** A model that was typed as something to run; how it was taken is noted. */
export function workloadOf(
  {model, method, replicas = 1, context}: ModelQuestion,
  note: (text: string) => void,
): Workload {
  const resolved = resolveModel(model)
  for (const text of resolved.notes) note(text)
  return {resolved, method, replicas, context}
}

/** An object as something that could run elsewhere. Throws `usage` for what KAITO does not size. */
export function workloadOfSubject(subject: KaitoSubject): Workload {
  if (subject.noun === 'ragengine' || subject.model === undefined)
    throw new OmeError('usage', `${subject.noun} "${subject.name}" names no model, and KAITO sizes nothing else`, [
      `see what it costs: ome cost ${subject.noun} ${subject.name} -n ${subject.namespace}`,
    ])
  const told = subject.noun === 'workspace' ? subject.tuning?.method.toLowerCase() : undefined
  const method = tuningMethods.find((each) => each === told)
  return {
    resolved: resolveModel(subject.model),
    method,
    replicas: subject.noun === 'inferenceset' ? subject.replicas : 1,
  }
}

/** The region of the machines an object has. */
export const regionOf = (subject: KaitoSubject, nodes: readonly Node[]): string | undefined =>
  nodes.find(({name, region}) => region !== undefined && nodesOf(subject).includes(name))?.region

/** What a model would cost on the type that is named, or on the cheapest. */
export async function estimateCost(
  ports: PlanningKaito,
  workload: Workload,
  {instanceType, region}: {readonly instanceType?: string | undefined; readonly region?: string | undefined},
): Promise<CostEstimate> {
  const {cloud} = await ports.profile()
  const quote = await ports.quotes(cloud)
  const candidate = chosenCandidate(workload, cloud, {quote, region, instanceType, note: ports.note})
  return {workload, candidate, parts: partsOf(workload, candidate)}
}

export interface Comparison {
  readonly clouds: readonly KaitoCloud[]
  /** Every type that holds it, not only the cheapest of each cloud. */
  readonly allTypes: boolean
  readonly region?: string | undefined
  /** Cloud and type it runs on now. */
  readonly current?: {readonly cloud: KaitoCloud; readonly instanceType?: string | undefined} | undefined
}

/** The cheapest type of each cloud, beside the one it runs on; or all of them. */
export async function compareCosts(
  ports: PlanningKaito,
  workload: Workload,
  {clouds, allTypes, region, current}: Comparison,
): Promise<readonly Candidate[]> {
  const home = current?.cloud ?? (await ports.profile()).cloud
  const each = await Promise.all(
    clouds.map(async (cloud) => {
      const question = {
        quote: await ports.quotes(cloud),
        region: cloud === home ? region : undefined,
        current: cloud === current?.cloud ? current.instanceType : undefined,
      }
      const all = candidatesOf(workload, cloud, question)
      const [cheapest] = all.filter(({usdPerHour}) => usdPerHour !== undefined)
      if (allTypes) return all
      return all.filter((found) => found === cheapest || found.isCurrent)
    }),
  )
  const found = each.flat()
  if (found.length > 0) return found
  throw new OmeError('unmet', `no instance type of ${clouds.join(', ')} holds ${workload.resolved.preset}`, [
    'see what each would take: ome models estimate MODEL --catalog kaito',
  ])
}

/** Clouds by name. Throws `usage`. */
export function cloudsFrom(typed: readonly string[]): readonly KaitoCloud[] {
  const words = typed.flatMap((word) => word.split(',')).map((word) => word.trim().toLowerCase())
  const known: readonly KaitoCloud[] = ['azure', 'aws']
  return [...new Set(words.filter((word) => word !== ''))].map((word) => {
    const found = known.find((cloud) => cloud === word)
    if (found) return found
    throw new OmeError('usage', `KAITO has no instance types of the cloud "${word}"`, [
      `it has those of ${known.join(', ')}`,
    ])
  })
}
