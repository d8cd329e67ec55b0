import {invalidValue} from '@ome/kinds/validation/cause'
import {asObject} from '@ome/kinds/validation/json'
import {answerReview} from './access/reviews.ts'
import {policyResource} from './admission/policies.ts'
import {bindNamed} from './builtin/pod-actions.ts'
import {readScale} from './builtin/scale.ts'
import {readBody} from './codec/body.ts'
import {decodeObject, decodePatch, mediaType} from './codec/decode.ts'
import {encodeList, encodeObject} from './codec/encode.ts'
import {encodingOf} from './codec/encoding.ts'
import {crdResource} from './definitions/crd.ts'
import {removeCollection, removeOne} from './delete-verbs.ts'
import {invalid, methodNotAllowed, notFound, pageNotFound, unsupportedMediaType} from './errors.ts'
import type {Exchange} from './exchange.ts'
import type {PatchType, Target} from './operations.ts'
import {checkReached, readPage, selectionOf, versionOf} from './read/list.ts'
import {serveWatch} from './read/watch.ts'
import type {Reply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import {storageKey} from './resource-type.ts'
import {declaresRules} from './server.ts'
import {checkApplyOptions, writeOptions} from './wire-options.ts'

/** Answers a request for stored objects; undefined when the answer is a stream. */
export async function serveResource(exchange: Exchange, resource: ResourceRequest): Promise<Reply | undefined> {
  const {info, front, warnings} = exchange
  const {type} = resource
  if (type.deprecation) warnings.push(type.deprecation)
  const virtual = front.virtual.find(
    ({group, version, plural}) => group === type.group && version === type.version && plural === type.plural,
  )
  if (virtual) return serveVirtual(exchange, resource, virtual)
  if (!resource.subresource && !(type.verbs as readonly string[]).includes(info.verb)) throw methodNotAllowed()
  if (!resource.name && (info.verb === 'update' || info.verb === 'patch')) throw methodNotAllowed()
  if (resource.subresource && !(resource.subresource in type.subresources)) throw notFound(type, resource.name)
  if (info.verb === 'get' || info.verb === 'list') beat(exchange, resource)
  switch (info.verb) {
    case 'get':
      return get(exchange, resource)
    case 'list':
      return list(exchange, resource)
    case 'watch':
      return watch(exchange, resource)
    case 'create':
      return create(exchange, resource)
    case 'update':
      return update(exchange, resource)
    case 'patch':
      return patch(exchange, resource)
    case 'delete':
      return removeOne(exchange, resource)
    case 'deletecollection':
      return removeCollection(exchange, resource)
    default:
      throw methodNotAllowed()
  }
}

/** What nodes tell regularly is brought up to date when it is read. */
function beat({front, info}: Exchange, {type, namespace, name}: ResourceRequest): void {
  const one = info.verb === 'get' ? name : undefined
  if (type.group === '' && type.plural === 'nodes') front.agent?.beat?.('nodes', one)
  const isOfNodes = namespace === '' || namespace === 'kube-node-lease'
  if (type.group === 'coordination.k8s.io' && type.plural === 'leases' && isOfNodes) front.agent?.beat?.('leases', one)
}

const targetOf = ({type, namespace, name, subresource}: ResourceRequest): Target => ({
  type,
  namespace,
  name,
  subresource,
})

function get(exchange: Exchange, resource: ResourceRequest): Promise<Reply> {
  const {operations} = exchange.front.core
  checkReached(operations.store, versionOf(exchange.info.query.get('resourceVersion')) ?? 0)
  const object = operations.get(targetOf(resource))
  const shown = resource.subresource === 'scale' ? readScale(object, resource.type) : object
  return encodeObject(shown, resource.type, encodingOf(exchange))
}

function list(exchange: Exchange, {type, namespace}: ResourceRequest): Promise<Reply> {
  const {query} = exchange.info
  const page = readPage(exchange.front.core.operations.store, selectionOf(type, namespace, query), query)
  return encodeList(page, type, encodingOf(exchange))
}

function watch(exchange: Exchange, {type, namespace, name}: ResourceRequest): undefined {
  const {info, request, response, front} = exchange
  const selection = selectionOf(type, namespace, info.query, name)
  const {accepted, includeObject} = encodingOf(exchange)
  serveWatch(
    {
      store: front.core.operations.store,
      selection,
      query: info.query,
      accepted,
      includeObject,
      now: () => front.clock.now(),
    },
    request,
    response,
  )
}

async function serveVirtual(
  exchange: Exchange,
  {type, namespace, name}: ResourceRequest,
  virtual: Exchange['front']['virtual'][number],
): Promise<Reply> {
  if (exchange.info.verb === 'list') {
    const {labels, fields} = selectionOf(type, namespace, exchange.info.query)
    const items = virtual
      .list(namespace || undefined)
      .filter((one) => (!labels || labels(one.metadata.labels)) && (!fields || fields.matches(one)))
    return encodeList(
      {items, revision: exchange.front.core.operations.store.revision, next: '', remaining: undefined},
      type,
      encodingOf(exchange),
    )
  }
  if (exchange.info.verb !== 'get') throw methodNotAllowed()
  const object = virtual.get(name, namespace || undefined)
  if (!object) throw notFound(type, name)
  return encodeObject(object, type, encodingOf(exchange))
}

async function bodyOf(exchange: Exchange, kind: string) {
  const {request} = exchange
  return decodeObject(await readBody(request), request.headers['content-type'], kind)
}

const optionsOf = ({info, user, request, warnings}: Exchange, findings: readonly string[] = []) =>
  writeOptions({verb: info.verb, query: info.query, user, userAgent: request.headers['user-agent'], warnings, findings})

async function prepareRules({front}: Exchange, resource: ResourceRequest, body: unknown): Promise<void> {
  const key = storageKey(resource.type)
  if ((key === crdResource && declaresRules(body)) || key === policyResource) await front.core.prepareRules()
}

async function create(exchange: Exchange, resource: ResourceRequest): Promise<Reply> {
  const {type, namespace} = resource
  if (resource.name && !resource.subresource) throw methodNotAllowed()
  if (type.namespaced && !namespace) throw pageNotFound()
  const encoding = encodingOf(exchange)
  const {body, findings} = await bodyOf(exchange, type.kind)
  const {core, tokens} = exchange.front
  if (storageKey(type) === '/bindings') return bindNamed(exchange, namespace, body)
  const answered = answerReview(type, body, exchange.user, {store: core.operations.store, tokens}, namespace)
  if (answered) return encodeObject(answered, type, encoding, 201)
  await prepareRules(exchange, resource, body)
  const object = core.operations.create({type, namespace}, body, optionsOf(exchange, findings))
  return encodeObject(object, type, encoding, 201)
}

async function update(exchange: Exchange, resource: ResourceRequest): Promise<Reply> {
  const {type, name, subresource} = resource
  const encoding = encodingOf(exchange)
  const {body, findings} = await bodyOf(exchange, type.subresources[subresource]?.kind ?? type.kind)
  const {operations} = exchange.front.core
  if (type.custom && subresource !== 'scale' && !asObject(body['metadata'])['resourceVersion']) {
    operations.get(targetOf(resource))
    throw invalid(type, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')])
  }
  await prepareRules(exchange, resource, body)
  const object = operations.update(targetOf(resource), body, optionsOf(exchange, findings))
  return encodeObject(object, type, encoding)
}

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/merge-patch+json': 'merge',
  'application/json-patch+json': 'json',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}
const customPatches = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
const builtinPatches =
  'application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml'

async function patch(exchange: Exchange, resource: ResourceRequest): Promise<Reply> {
  const {type} = resource
  const {request, info} = exchange
  const encoding = encodingOf(exchange)
  const patchType = patchTypes[mediaType(request.headers['content-type'])]
  const known = type.custom ? customPatches : builtinPatches
  if (!patchType || (type.custom && patchType === 'strategic')) throw unsupportedMediaType(known)
  const force = checkApplyOptions(info.query, patchType === 'apply')
  const options = optionsOf(exchange)
  const body = await decodePatch(await readBody(request), patchType === 'apply')
  await prepareRules(exchange, resource, body)
  const {object, created} = exchange.front.core.operations.patch(
    targetOf(resource),
    {type: patchType, body, force},
    options,
  )
  return encodeObject(object, type, encoding, created ? 201 : 200)
}
