import {type Cause, invalidValue} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, type JsonObject} from '@ome/kinds/validation/json'
import {readBody} from '../codec/body.ts'
import {decodeObject} from '../codec/decode.ts'
import {encodeObject} from '../codec/encode.ts'
import {encodingOf} from '../codec/encoding.ts'
import {objectOf} from '../codec/json.ts'
import {conflict, invalid, methodNotAllowed} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import type {Reply} from '../reply.ts'
import type {ResourceRequest} from '../request-info.ts'
import {issuer} from './tokens.ts'

const defaultSeconds = 3600
const [leastSeconds, mostSeconds] = [600, 2 ** 32]
const named = {kind: 'TokenRequest', group: 'authentication.k8s.io'}

/** `serviceaccounts/token`: a signed token that the server itself accepts until it expires or its account goes. */
export async function requestToken(exchange: Exchange, {type, namespace, name}: ResourceRequest): Promise<Reply> {
  const {front, request, info} = exchange
  if (info.verb !== 'create') throw methodNotAllowed()
  const {body} = await decodeObject(await readBody(request), request.headers['content-type'], 'TokenRequest')
  const account = front.core.operations.get({type, namespace, name, subresource: ''})
  const spec = asObject(body['spec'])
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : defaultSeconds
  const causes = secondsCauses(seconds)
  if (causes.length > 0) throw invalid(named, '', causes)
  const audiences = isList(spec['audiences']) && spec['audiences'].length > 0 ? spec['audiences'].map(asText) : [issuer]
  const expires = front.clock.now() + seconds * 1000
  const bound = boundObject(exchange, asObject(spec['boundObjectRef']), namespace)
  const token = front.accounts.issue({
    namespace,
    name,
    uid: account.metadata.uid ?? '',
    audiences,
    expires,
    ...(bound && {bound}),
  })
  const object = objectOf({
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {name, namespace, creationTimestamp: new Date(front.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')},
    spec: {audiences, expirationSeconds: seconds, boundObjectRef: spec['boundObjectRef'] ?? null},
    status: {token, expirationTimestamp: new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z')},
  })
  return encodeObject(object, type, encodingOf(exchange), 201)
}

function secondsCauses(seconds: number): Cause[] {
  const field = 'spec.expirationSeconds'
  if (seconds < leastSeconds) return [invalidValue(field, seconds, 'may not specify a duration less than 10 minutes')]
  return seconds > mostSeconds
    ? [invalidValue(field, seconds, 'may not specify a duration larger than 2^32 seconds')]
    : []
}

const boundTypes: Readonly<Record<string, string>> = {Pod: 'pods', Secret: 'secrets'}

function boundObject({front}: Exchange, reference: JsonObject, namespace: string) {
  const kind = asText(reference['kind'])
  if (!kind) return undefined
  const plural = boundTypes[kind]
  const type = plural === undefined ? undefined : front.core.operations.registry.find('', 'v1', plural)
  if (!type)
    throw invalid(named, '', [
      invalidValue('spec.boundObjectRef.kind', kind, 'cannot bind token to this kind of object'),
    ])
  const name = asText(reference['name'])
  const {uid = ''} = front.core.operations.get({type, namespace, name, subresource: ''}).metadata
  const asked = asText(reference['uid'])
  if (asked && asked !== uid)
    throw conflict(
      type,
      name,
      `the UID in the bound object reference (${asked}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  return {kind, name, uid}
}
