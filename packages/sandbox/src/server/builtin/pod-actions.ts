import type {Status} from '../../api.ts'
import {readBody} from '../codec/body.ts'
import {decodeObject} from '../codec/decode.ts'
import {asObject, asText, type JsonObject, treeOf} from '../codec/json.ts'
import {conflict, failure, invalid, methodNotAllowed, notFound, required} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import {matchesLabels} from '../read/label-selector.ts'
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
  for (const budget of operations.store.list('policy/poddisruptionbudgets', {namespace})) {
    const tree = treeOf(budget)
    const labels = asObject(asObject(asObject(tree['spec'])['selector'])['matchLabels']) as Record<string, string>
    const allowed = asObject(tree['status'])['disruptionsAllowed']
    if (!matchesLabels(labels, pod.metadata.labels) || (typeof allowed === 'number' && allowed > 0)) continue
    throw failure(429, "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${budget.metadata.name} needs more healthy pods than there are now`,
        },
      ],
      retryAfterSeconds: 10,
    })
  }
  const removal = removeOptions(exchange.info.query, asObject(body['deleteOptions']))
  operations.remove({type, namespace, name}, removal, {...options, dryRun: options.dryRun || removal.dryRun})
  return statusReply(done)
}
