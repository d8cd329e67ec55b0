import {OmeError} from '../errors.ts'
import type {KubeClient, KubeObject, ResourceRef, WriteOptions} from '../kube.ts'
import {parseJson} from './body.ts'
import {collectionPath, objectPath, type Query, withQuery} from './paths.ts'
import {toObject} from './read.ts'
import type {Transport} from './transport.ts'

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const

type Writer = Pick<KubeClient, 'create' | 'replace' | 'patch' | 'apply' | 'delete'>

/** The writing half of the client. `manager` owns the fields that are written. */
export function writer(transport: Transport, manager: string): Writer {
  const send = async (
    method: string,
    path: string,
    body: unknown,
    type: string,
    options: WriteOptions,
  ): Promise<KubeObject> => {
    const {signal, toldWarnings} = options
    const ask = {method, path, body: JSON.stringify(body), headers: {'content-type': type}, signal, toldWarnings}
    const {text} = await transport.fetch(ask)
    return toObject(parseJson(text, `${method} ${path.split('?', 1)[0]}`))
  }
  const query = (options: WriteOptions): Query => ({
    dryRun: options.dryRun ? 'All' : undefined,
    fieldManager: manager,
    fieldValidation: options.fieldValidation ?? 'Strict',
  })
  const own = (resource: ResourceRef, body: KubeObject, options: WriteOptions) =>
    objectPath(resource, body.metadata.name, {...options, namespace: options.namespace ?? body.metadata.namespace})

  return {
    create(resource, body, options = {}) {
      const namespace = options.namespace ?? body.metadata.namespace
      if (resource.namespaced && namespace === undefined)
        throw new OmeError('bug', `no namespace was given for ${resource.plural}`)
      const path = options.subresource ? own(resource, body, options) : collectionPath(resource, namespace)
      return send('POST', withQuery(path, query(options)), body, 'application/json', options)
    },
    replace: async (resource, body, options = {}) =>
      send('PUT', withQuery(own(resource, body, options), query(options)), body, 'application/json', options),
    patch: async (resource, name, type, body, options = {}) =>
      send('PATCH', withQuery(objectPath(resource, name, options), query(options)), body, patchTypes[type], options),
    apply: async (resource, body, options = {}) =>
      send(
        'PATCH',
        withQuery(own(resource, body, options), {...query(options), force: options.force ?? false}),
        body,
        'application/apply-patch+yaml',
        options,
      ),
    delete: (resource, name, options = {}) => remove(transport, resource, name, options),
  }
}

/** The object when it lives on with a deletion time, undefined when it is gone at once. */
async function remove(
  transport: Transport,
  resource: ResourceRef,
  name: string,
  options: Parameters<KubeClient['delete']>[2] & {},
): Promise<KubeObject | undefined> {
  const path = objectPath(resource, name, options)
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: options.propagation ?? 'Background',
    ...(options.gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds: options.gracePeriodSeconds}),
    ...(options.uid === undefined ? {} : {preconditions: {uid: options.uid}}),
    ...(options.dryRun ? {dryRun: ['All']} : {}),
  }
  const headers = {'content-type': 'application/json'}
  const {text} = await transport.fetch({
    method: 'DELETE',
    path,
    body: JSON.stringify(body),
    headers,
    signal: options.signal,
  })
  const answer = toObject(parseJson(text, `DELETE ${path}`))
  return answer.kind === 'Status' ? undefined : answer
}
