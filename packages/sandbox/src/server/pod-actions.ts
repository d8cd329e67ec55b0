import {createHmac} from 'node:crypto'
import type {Status} from '../api.ts'
import {readBody} from './body.ts'
import {decodeObject} from './decode.ts'
import {encodeObject} from './encode.ts'
import {encodingOf} from './encoding.ts'
import {conflict, failure, invalid, methodNotAllowed, required} from './errors.ts'
import type {Exchange} from './exchange.ts'
import {asObject, asText, isList, objectOf, treeOf} from './json.ts'
import {matchesLabels} from './label-selector.ts'
import {type Reply, statusReply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import {removeOptions, writeOptions} from './wire-options.ts'

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
export async function bindPod(exchange: Exchange, {type, namespace, name}: ResourceRequest): Promise<Reply> {
  const {body, options} = await posted(exchange, 'Binding')
  const {operations} = exchange.front.core
  const node = asText(asObject(body['target'])['name'])
  if (!node) throw invalid({kind: 'Binding', group: ''}, name, [required('target.name')])
  const pod = treeOf(operations.get({type, namespace, name, subresource: ''}))
  if (asObject(pod['spec'])['nodeName'])
    throw conflict(
      type,
      name,
      `pod ${name} is already assigned to node ${JSON.stringify(asObject(pod['spec'])['nodeName'])}`,
    )
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

const defaultSeconds = 3600

/** `serviceaccounts/token`: a signed token that the server itself accepts until it expires. */
export async function requestToken(exchange: Exchange, {type, namespace, name}: ResourceRequest): Promise<Reply> {
  const {body} = await posted(exchange, 'TokenRequest')
  const {front} = exchange
  const account = front.core.operations.get({type, namespace, name, subresource: ''})
  const spec = asObject(body['spec'])
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : defaultSeconds
  const expires = front.clock.now() + seconds * 1000
  const token = accountToken(front.core.tokenKey, {namespace, name, uid: account.metadata.uid ?? '', expires})
  const status = {token, expirationTimestamp: new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z')}
  const audiences = isList(spec['audiences']) ? spec['audiences'] : ['https://kubernetes.default.svc']
  const object = objectOf({
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {name, namespace},
    spec: {...spec, audiences, expirationSeconds: seconds},
    status,
  })
  return encodeObject(object, type, encodingOf(exchange), 201)
}

interface AccountClaims {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** Milliseconds, cluster time. */
  readonly expires: number
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function accountToken(key: string, {namespace, name, uid, expires}: AccountClaims): string {
  const claims = {
    sub: `system:serviceaccount:${namespace}:${name}`,
    exp: Math.floor(expires / 1000),
    'kubernetes.io': {namespace, serviceaccount: {name, uid}},
  }
  const unsigned = `${part({alg: 'HS256', typ: 'JWT'})}.${part(claims)}`
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`
}
