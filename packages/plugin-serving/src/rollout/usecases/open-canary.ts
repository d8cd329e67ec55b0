import type {Service} from '@ome/inference-model/service'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {type Canary, type CanaryStore, openPhases} from '../domain/canary.ts'

/** A change under way that another one would mix with. */
export interface OpenCanary {
  readonly service: string
  readonly namespace: string
  /** How it stands, as a sentence goes on: `has a canary at 10 %`. */
  readonly standing: string
  /** The new version is a service of its own: what happens to the old one does not mix with it. */
  readonly isApart: boolean
}

/** The canary or half-way rollout of a service, whoever began it. */
export async function openCanary(
  canaries: Pick<CanaryStore, 'find'>,
  {name, namespace}: {readonly name: string; readonly namespace: string},
  phase: string | undefined,
): Promise<OpenCanary | undefined> {
  const found = await readable(canaries.find(namespace, name))
  if (found) return {service: name, namespace, standing: standingOf(found), isApart: isApart(found)}
  if (phase === undefined || !openPhases.has(phase) || sentBack.has(phase)) return undefined
  return {service: name, namespace, standing: `is in the middle of a rollout (${phase})`, isApart: false}
}

/** The service asks for what did not work: changing it is the way out. */
const sentBack = new Set(['RolledBack', 'Failed'])

/** Where OME v1.3 says the rollout of the engine is. */
export const phaseOf = ({components}: Pick<Service, 'components'>): string | undefined =>
  components.find(({name}) => name === 'engine')?.rollout?.phase

/** Whoever may not read what is written down about canaries is not kept from changing a service. */
async function readable(reading: Promise<Canary | undefined>): Promise<Canary | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

const standingOf = ({phase, percent}: Canary): string =>
  phase === 'running'
    ? `has a canary at ${percent} %`
    : `has a canary that is being ${phase === 'promoting' ? 'promoted' : 'taken back'}`

const isApart = ({by, phase}: Canary): boolean => phase === 'running' && (by === 'gateway' || by === 'replicas')

/** What a change of the pods has to tell of a canary that is a service of its own. Throws where both would mix. */
export function besideCanary(open: OpenCanary | undefined): readonly string[] {
  if (!open?.isApart) refuseBeside(open)
  return open ? [`note: service "${open.service}" ${open.standing}, which stays as it is`] : []
}

/** Two changes under way would mix: which version runs where could not be told any more. */
export function refuseBeside(open: OpenCanary | undefined): void {
  if (!open) return
  const {service, namespace, standing} = open
  const of = `service ${service} -n ${namespace}`
  throw new OmeError('conflict', `service "${service}" ${standing}; bring that to its end first`, [
    `take it to all requests: ome rollout promote ${of}`,
    `take it back: ome rollout abort ${of}`,
    `see how it is: ome rollout status ${of}`,
  ])
}

const harmless = new Set(['minReplicas', 'maxReplicas', 'autoscaler', 'deploymentStrategy'])

/** Whether an edit of this field makes new pods. */
export const changesPods = ([root, part, field]: readonly string[]): boolean =>
  root === 'spec' && part !== 'kedaConfig' && part !== 'rollout' && !harmless.has(field ?? '')
