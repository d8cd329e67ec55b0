import {required} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, type JsonObject} from '@ome/kinds/validation/json'
import type {Status} from '../../api.ts'
import {readBody} from '../codec/body.ts'
import {decodeObject} from '../codec/decode.ts'
import {treeOf} from '../codec/json.ts'
import {conflict, failure, invalid, methodNotAllowed, notFound} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import type {Operations} from '../operations.ts'
import {matchesSelector} from '../read/selector-object.ts'
import {type Reply, statusReply} from '../reply.ts'
import type {ResourceRequest} from '../request-info.ts'
import {removeOptions, writeOptions} from '../wire-options.ts'
import type {WriteOptions} from '../write.ts'

const done: Status = {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201}

async function posted({info, request, user, warnings}: Exchange, kind: string) {
  if (info.verb !== 'create') throw methodNotAllowed()
  const {body, findings} = await decodeObject(await readBody(request), request.headers['content-type'], kind)
  return {
    body,
    options: writeOptions({
      verb: 'create',
      query: info.query,
      user,
      userAgent: request.headers['user-agent'],
      warnings,
      findings,
    }),
  }
}

/** `pods/binding`: what a scheduler posts to place a pod. */
export async function bindPod(exchange: Exchange, {namespace, name}: ResourceRequest): Promise<Reply> {
  const {body, options} = await posted(exchange, 'Binding')
  return bind(exchange, {namespace, name}, body, options)
}

/** `bindings`: the same with the name of the pod in the body. */
export function bindNamed(exchange: Exchange, namespace: string, body: JsonObject): Reply {
  const {info, user, request, warnings} = exchange
  const options = writeOptions({
    verb: 'create',
    query: info.query,
    user,
    userAgent: request.headers['user-agent'],
    warnings,
  })
  return bind(exchange, {namespace, name: asText(asObject(body['metadata'])['name'])}, body, options)
}

function bind(
  {front}: Exchange,
  {namespace, name}: {namespace: string; name: string},
  body: JsonObject,
  options: WriteOptions,
): Reply {
  const {operations} = front.core
  const type = operations.registry.find('', 'v1', 'pods')
  if (!type) throw notFound({group: '', plural: 'pods', kind: 'Pod'}, name)
  const node = asText(asObject(body['target'])['name'])
  if (!node) throw invalid({kind: 'Binding', group: ''}, name, [required('target.name')])
  const pod = treeOf(operations.get({type, namespace, name, subresource: ''}))
  const current = asObject(pod['spec'])['nodeName']
  if (current) throw conflict(type, name, `pod ${name} is already assigned to node ${JSON.stringify(current)}`)
  operations.patch(
    {type, namespace, name, subresource: 'binding'},
    {type: 'merge', body: {spec: {nodeName: node}}, force: false},
    options,
  )
  return statusReply(done)
}

/** `pods/eviction`: a delete that disruption budgets may refuse for now. */
export async function evictPod(exchange: Exchange, {type, namespace, name}: ResourceRequest): Promise<Reply> {
  const {body, options} = await posted(exchange, 'Eviction')
  const {operations} = exchange.front.core
  const pod = operations.get({type, namespace, name, subresource: ''})
  const removal = removeOptions(exchange.info.query, asObject(body['deleteOptions']))
  const dryRun = options.dryRun || removal.dryRun
  const budget = isBudgeted(treeOf(pod)) ? budgetOf(operations, namespace, pod.metadata.labels) : undefined
  if (budget && !isFree(budget, treeOf(pod))) spend(operations, budget, {...options, dryRun})
  operations.remove({type, namespace, name}, removal, {...options, dryRun})
  return statusReply(done)
}

/** A pod that does not run yet or any more, or is on its way out, disrupts nothing. */
const isBudgeted = ({metadata, status}: JsonObject): boolean =>
  asObject(metadata)['deletionTimestamp'] === undefined && asObject(status)['phase'] === 'Running'

function budgetOf(
  {store}: Operations,
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
): JsonObject | undefined {
  const budgets = store
    .list('policy/poddisruptionbudgets', {namespace})
    .map(treeOf)
    .filter(({spec}) => matchesSelector(asObject(spec)['selector'], labels))
  if (budgets.length > 1)
    throw failure(
      500,
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  return budgets[0]
}

/** Whether a pod that is not ready may go without being counted, as `unhealthyPodEvictionPolicy` says. */
function isFree({spec, status}: JsonObject, pod: JsonObject): boolean {
  const conditions = [asObject(pod['status'])['conditions']].filter(isList).flat().map(asObject)
  if (conditions.some(({type, status: value}) => type === 'Ready' && value === 'True')) return false
  if (asObject(spec)['unhealthyPodEvictionPolicy'] === 'AlwaysAllow') return true
  const {currentHealthy, desiredHealthy} = asObject(status)
  return Number(desiredHealthy ?? 0) > 0 && Number(currentHealthy ?? 0) >= Number(desiredHealthy)
}

/** Takes one disruption off a budget, or refuses: at once while it is spent, for ten seconds while it is not yet counted. */
function spend(operations: Operations, budget: JsonObject, options: WriteOptions): void {
  const {name, namespace, generation} = asObject(budget['metadata'])
  const {observedGeneration, disruptionsAllowed, desiredHealthy, currentHealthy} = asObject(budget['status'])
  if (Number(observedGeneration ?? 0) < Number(generation ?? 0))
    throw refused(`The disruption budget ${name} is still being processed by the server.`, {retryAfterSeconds: 10})
  const allowed = Number(disruptionsAllowed ?? 0)
  if (allowed <= 0)
    throw refused(
      `The disruption budget ${name} needs ${desiredHealthy ?? 0} healthy pods and has ${currentHealthy ?? 0} currently`,
    )
  const type = operations.registry.find('policy', 'v1', 'poddisruptionbudgets')
  if (!type) return
  operations.patch(
    {type, namespace: asText(namespace), name: asText(name), subresource: 'status'},
    {type: 'merge', body: {status: {disruptionsAllowed: allowed - 1}}, force: false},
    options,
  )
}

const refused = (message: string, more: Status['details'] = {}): Error =>
  failure(429, "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{reason: 'DisruptionBudget', message}],
    ...more,
  })
