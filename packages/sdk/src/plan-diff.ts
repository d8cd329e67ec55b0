import type {KubeClient, KubeObject} from './kube.ts'
import {diffObjects} from './object-diff.ts'
import type {Change, Plan, Write} from './plan.ts'
import {isWhole, send} from './plan-apply.ts'
import {objectLabel} from './plan-text.ts'

/**
 * The difference a plan makes, as unified diffs of the live objects and of what the server answers to a dry run.
 * Fields that only the server writes are left out; values of Secrets are shown as changed or not, never in clear.
 */
export async function diffPlan(plan: Plan, kube: KubeClient, signal?: AbortSignal): Promise<string[]> {
  const parts = await Promise.all(plan.changes.map((change) => diffChange(change, kube, signal)))
  return parts.flat()
}

async function diffChange(change: Change, kube: KubeClient, signal?: AbortSignal): Promise<string[]> {
  const {write} = change
  if (write === undefined) return []
  const scope = signal === undefined ? {} : {signal}
  const [live, planned] = await Promise.all([
    findLive(write, kube, scope),
    write.method === 'delete' ? undefined : plannedObject(change, write, kube, signal),
  ])
  return diffObjects(objectLabel(change.object), live, planned)
}

async function plannedObject(
  {untried}: Change,
  write: Write,
  kube: KubeClient,
  signal: AbortSignal | undefined,
): Promise<KubeObject | undefined> {
  if (untried && isWhole(write)) return write.body
  return await send(write, kube, {dryRun: 'server', ...(signal === undefined ? {} : {signal})})
}

async function findLive(
  write: Write,
  kube: KubeClient,
  scope: {readonly signal?: AbortSignal},
): Promise<KubeObject | undefined> {
  const name = isWhole(write) ? write.body.metadata.name : write.name
  const namespace = isWhole(write) ? write.body.metadata.namespace : write.namespace
  if (!name) return undefined
  const subresource = 'subresource' in write && write.subresource ? {subresource: write.subresource} : {}
  return await kube.get(write.resource, name, {
    ...scope,
    ...(namespace === undefined ? {} : {namespace}),
    ...subresource,
  })
}
