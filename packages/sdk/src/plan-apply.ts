import {OmeError} from './errors.ts'
import type {KubeClient, KubeObject, WriteOptions} from './kube.ts'
import type {Change, ChangeResult, Plan, Write} from './plan.ts'
import {outcomeOf} from './plan-text.ts'

export interface ApplyOptions {
  /** `server`: every change is sent with dryRun=All; `client`: nothing is sent. Default `none`. */
  readonly dryRun?: 'none' | 'client' | 'server'
  readonly signal?: AbortSignal
  /** Called after each change, in the order they end. */
  readonly onResult?: (result: ChangeResult) => void
}

/**
 * Carries a plan out, one change after the other in the plan's order. A change that fails becomes a result with its
 * error and the rest is still tried, but for what a change that `opens` guards and a change that `seals`; only an
 * aborted signal stops in between (and throws).
 *
 * @param kube absent only for dry runs of the client, which send nothing.
 */
export async function applyPlan(
  plan: Plan,
  kube: KubeClient | undefined,
  options: ApplyOptions = {},
): Promise<ChangeResult[]> {
  const results: ChangeResult[] = []
  for (const change of plan.changes) {
    options.signal?.throwIfAborted()
    const result = withheld(change, results) ?? (await applyChange(sealed(change, results, options), kube, options))
    results.push(result)
    options.onResult?.(result)
    if (change.opens && result.outcome === 'failed') break
  }
  return results
}

/** The failure of a change that seals what did not succeed. */
function withheld(change: Change, before: readonly ChangeResult[]): ChangeResult | undefined {
  if (!change.seals || before.every(({outcome}) => outcome !== 'failed')) return undefined
  return {change, outcome: 'failed', error: new OmeError('failed', 'left as it was, since not everything succeeded')}
}

/** The change on the condition that its object is as an earlier change of the plan left it. */
function sealed(change: Change, before: readonly ChangeResult[], {dryRun = 'none'}: ApplyOptions): Change {
  const {write, object} = change
  if (!change.seals || dryRun !== 'none' || write === undefined || !isWhole(write)) return change
  const same = ({change: {object: other}}: ChangeResult): boolean =>
    other.kind === object.kind && other.name === object.name && other.namespace === object.namespace
  const resourceVersion = before.findLast(same)?.object?.metadata.resourceVersion
  if (resourceVersion === undefined) return change
  return {...change, write: {...write, body: {...write.body, metadata: {...write.body.metadata, resourceVersion}}}}
}

async function applyChange(change: Change, kube: KubeClient | undefined, options: ApplyOptions): Promise<ChangeResult> {
  const {write} = change
  const outcome = outcomeOf(change)
  if (write === undefined) return {change, outcome}
  if (options.dryRun === 'client' || (options.dryRun === 'server' && change.untried)) {
    const object = foreseen(change)
    return {change, outcome, ...(object && {object})}
  }
  if (!kube) throw new OmeError('bug', 'a plan was to be carried out without a cluster')
  try {
    const object = await send(write, kube, options)
    return {change, outcome, ...(object === undefined ? {} : {object})}
  } catch (error) {
    options.signal?.throwIfAborted()
    return {change, outcome: 'failed', error: error instanceof Error ? error : new Error(String(error))}
  }
}

/** The object as a write will leave it, as far as that is known without the server. */
function foreseen({write, live}: Change): KubeObject | undefined {
  if (write === undefined || !('body' in write)) return undefined
  if (isWhole(write)) return write.body
  if (write.method !== 'merge' || write.subresource !== undefined || !live || !isMap(write.body)) return undefined
  const {apiVersion, kind, metadata} = live.object
  return {apiVersion, kind, metadata, ...merged(live.object, write.body)}
}

/** A document with a merge patch on it (RFC 7386). */
function merged(document: object, patch: object): Record<string, unknown> {
  const result: Record<string, unknown> = {...document}
  for (const [key, value] of Object.entries(patch)) {
    const there = result[key]
    if (value === null) delete result[key]
    else result[key] = isMap(value) ? merged(isMap(there) ? there : {}, value) : value
  }
  return result
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A write whose body is the whole object. */
export const isWhole = (write: Write): write is Extract<Write, {body: KubeObject}> =>
  write.method === 'apply' || write.method === 'create'

/** Sends one write; the object as the server answered it. */
export async function send(
  write: Write,
  kube: KubeClient,
  {dryRun, signal}: ApplyOptions,
): Promise<KubeObject | undefined> {
  const options = (namespace?: string): WriteOptions => ({
    ...(namespace === undefined ? {} : {namespace}),
    ...(signal === undefined ? {} : {signal}),
    ...(dryRun === 'server' ? {dryRun: true} : {}),
    ...('toldWarnings' in write && write.toldWarnings ? {toldWarnings: write.toldWarnings} : {}),
  })
  switch (write.method) {
    case 'apply': {
      const force = write.force === undefined ? {} : {force: write.force}
      return await kube.apply(write.resource, write.body, {...options(write.body.metadata.namespace), ...force})
    }
    case 'create':
      return await kube.create(write.resource, write.body, options(write.body.metadata.namespace))
    case 'merge':
    case 'json': {
      const subresource = write.subresource === undefined ? {} : {subresource: write.subresource}
      return await kube.patch(write.resource, write.name, write.method, write.body, {
        ...options(write.namespace),
        ...subresource,
      })
    }
    case 'delete':
      return await kube.delete(write.resource, write.name, {
        ...options(write.namespace),
        ...(write.propagation === undefined ? {} : {propagation: write.propagation}),
        ...(write.uid === undefined ? {} : {uid: write.uid}),
        ...(write.gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds: write.gracePeriodSeconds}),
      })
  }
}
