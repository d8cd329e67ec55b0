import type {KubeClient, KubeObject} from './kube.ts'
import type {Change, Plan, Write} from './plan.ts'
import {send} from './plan-apply.ts'
import {objectLabel} from './plan-text.ts'
import {diffLines} from './text-diff.ts'
import {dumpYaml} from './yaml-dump.ts'

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
    write.method === 'delete' ? undefined : send(write, kube, {dryRun: 'server', ...scope}),
  ])
  const [before, after] = hideSecrets(live && comparable(live), planned && comparable(planned))
  const label = objectLabel(change.object)
  const lines = diffLines(before === undefined ? [] : yamlLines(before), after === undefined ? [] : yamlLines(after))
  return lines.length === 0 ? [] : [`--- live ${label}`, `+++ planned ${label}`, ...lines]
}

async function findLive(
  write: Write,
  kube: KubeClient,
  scope: {readonly signal?: AbortSignal},
): Promise<KubeObject | undefined> {
  const isWhole = write.method === 'apply' || write.method === 'create'
  const name = isWhole ? write.body.metadata.name : write.name
  const namespace = isWhole ? write.body.metadata.namespace : write.namespace
  if (!name) return undefined
  const subresource = write.method === 'merge' && write.subresource ? {subresource: write.subresource} : {}
  return await kube.get(write.resource, name, {
    ...scope,
    ...(namespace === undefined ? {} : {namespace}),
    ...subresource,
  })
}

const yamlLines = (value: unknown): string[] => dumpYaml(value).trimEnd().split('\n')

/** An object without what only the server writes. */
export function comparable({status: _status, ...object}: KubeObject): KubeObject {
  const {
    managedFields: _managedFields,
    resourceVersion: _resourceVersion,
    uid: _uid,
    generation: _generation,
    creationTimestamp: _creationTimestamp,
    ...metadata
  } = object.metadata
  return {...object, apiVersion: object.apiVersion, kind: object.kind, metadata}
}

type Pair = readonly [KubeObject | undefined, KubeObject | undefined]

function hideSecrets(before: KubeObject | undefined, after: KubeObject | undefined): Pair {
  if ((before ?? after)?.kind !== 'Secret') return [before, after]
  const mask = (object: KubeObject | undefined, other: KubeObject | undefined, word: string): KubeObject | undefined =>
    object && {...object, ...masked(object, other, 'data', word), ...masked(object, other, 'stringData', word)}
  return [mask(before, after, 'before'), mask(after, before, 'after')]
}

function masked(object: KubeObject, other: KubeObject | undefined, field: 'data' | 'stringData', word: string): object {
  const values: unknown = object[field]
  if (typeof values !== 'object' || values === null) return {}
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    value === other?.[field]?.[key] ? '***' : `*** (${word})`,
  ])
  return {[field]: Object.fromEntries(entries)}
}
