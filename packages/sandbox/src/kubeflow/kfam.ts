import type {IncomingMessage, ServerResponse} from 'node:http'
import {ApiError, type ApiObject} from '../api.ts'
import {roleBindings} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {authorizationPolicies, profiles} from './resources.ts'

const port = 8081

/** Kubeflow's access management (kfam): bindings and profiles over REST. */
export const kfamWorkload: Workload = {
  name: 'kfam',
  recognises: ({image}) => /(^|\/)(kfam|access-management)(:|@|$)/.test(image),
  start: (host) => {
    host.log(`Server started on port ${port}`)
    const kfam = new Kfam(host)
    return {
      isServing: () => true,
      listens: (asked) => asked === port,
      http(asked, request, response, path) {
        if (asked !== port) return false
        kfam.answer(request, response, path)
        return true
      },
      stop: () => undefined,
    } satisfies Program
  },
}

interface Binding {
  readonly user?: {readonly kind?: string; readonly name?: string}
  readonly referredNamespace?: string
  readonly RoleRef?: {readonly kind?: string; readonly name?: string}
  readonly roleRef?: {readonly kind?: string; readonly name?: string}
}

class Refusal extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

class Kfam {
  readonly #world: World
  readonly #userHeader: string
  readonly #admins: readonly string[]

  constructor({world, argv}: ContainerHost) {
    const flag = (name: string): string | undefined => {
      const words = argv.flatMap((word) => word.split('='))
      const index = words.findIndex((word) => word.replace(/^-+/, '') === name)
      return index < 0 ? undefined : words[index + 1]
    }
    this.#world = world
    this.#userHeader = (flag('userid-header') ?? 'kubeflow-userid').toLowerCase()
    this.#admins = (flag('cluster-admin') ?? '').split(',').filter((name) => name !== '')
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const chunks: Buffer[] = []
    const url = new URL(path, 'http://kfam')
    const reply = (): void => {
      const {code, body} = this.#reply(request, url, Buffer.concat(chunks).toString())
      response.writeHead(code, {'content-type': code === 200 ? 'application/json' : 'text/plain'})
      response.end(body)
    }
    if (request.method === 'GET') {
      reply()
      return
    }
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', reply)
  }

  #reply(request: IncomingMessage, url: URL, text: string): {code: number; body: string} {
    const header = request.headers[this.#userHeader]
    const caller = typeof header === 'string' ? header : ''
    const route = `${request.method} ${url.pathname.replace(/^\/kfam\/v1/, '').replace(/(?<=^\/profiles\/).+/, '*')}`
    try {
      switch (route) {
        case 'GET /bindings':
          return {code: 200, body: JSON.stringify({bindings: this.#bindings(url.searchParams)})}
        case 'POST /bindings':
        case 'DELETE /bindings':
          return this.#change(route.startsWith('POST'), read(text), caller)
        case 'POST /profiles':
          this.#world.api.create(profiles, profileFrom(text))
          return {code: 200, body: ''}
        case 'DELETE /profiles/*':
          return this.#end(decodeURIComponent(url.pathname.split('/').at(-1) ?? ''), caller)
        case 'GET /role/clusteradmin':
          return {code: 200, body: String(this.#admins.includes(url.searchParams.get('user') ?? ''))}
        default:
          return {code: 404, body: '404 page not found\n'}
      }
    } catch (error) {
      if (error instanceof Refusal) return {code: error.code, body: error.message}
      if (error instanceof ApiError) return {code: 403, body: error.message}
      throw error
    }
  }

  #bindings(query: URLSearchParams): Binding[] {
    const wanted = (name: string, value: string | undefined): boolean => {
      const asked = query.get(name)
      return asked === null || asked === '' || asked === value
    }
    return this.#world.api.list(roleBindings).flatMap((object) => {
      const {user, role} = object.metadata.annotations ?? {}
      if (user === undefined || role === undefined) return []
      const {namespace = ''} = object.metadata
      if (!wanted('user', user) || !wanted('namespace', namespace) || !wanted('role', role)) return []
      return [
        {user: {kind: 'User', name: user}, referredNamespace: namespace, RoleRef: {kind: 'ClusterRole', name: role}},
      ]
    })
  }

  #mayManage(caller: string, namespace: string): void {
    const owner = this.#world.api.get(profiles, namespace)?.spec?.owner?.name
    if (!this.#admins.includes(caller) && (owner === undefined || owner !== caller))
      throw new Refusal(403, `user ${caller || '(anonymous)'} is not the owner of profile ${namespace}`)
  }

  #change(isNew: boolean, binding: Binding, caller: string): {code: number; body: string} {
    const {api} = this.#world
    const namespace = binding.referredNamespace ?? ''
    const user = binding.user?.name ?? ''
    const role = (binding.RoleRef ?? binding.roleRef)?.name?.replace(/^kubeflow-/, '') ?? ''
    if (!['admin', 'edit', 'view'].includes(role))
      throw new Refusal(403, `role ${JSON.stringify(role)} is none of admin, edit, view`)
    this.#mayManage(caller, namespace)
    const name = `user-${user}-clusterrole-${role}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    const metadata = {name, namespace, annotations: {user, role}}
    const policies = api.serves(authorizationPolicies)
    if (isNew) {
      api.create(roleBindings, bindingObject(metadata, user, role))
      if (policies)
        api.create(authorizationPolicies, {
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata,
          spec: {rules: [{when: [{key: `request.headers[${this.#userHeader}]`, values: [user]}]}]},
        })
    } else {
      api.delete(roleBindings, name, namespace)
      if (policies && api.get(authorizationPolicies, name, namespace))
        api.delete(authorizationPolicies, name, namespace)
    }
    return {code: 200, body: ''}
  }

  #end(name: string, caller: string): {code: number; body: string} {
    const owner = this.#world.api.get(profiles, name)?.spec?.owner?.name
    if (!this.#admins.includes(caller) && owner !== caller)
      throw new Refusal(401, `user ${caller} may not delete profile ${name}`)
    this.#world.api.delete(profiles, name)
    return {code: 200, body: ''}
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(403, 'the body is no JSON')
  }
}

function read(text: string): Binding {
  const body = parsed(text)
  if (body === null || typeof body !== 'object') throw new Refusal(403, 'the body is no binding')
  return body
}

function profileFrom(text: string): ApiObject {
  const body = parsed(text)
  if (body === null || typeof body !== 'object' || !('metadata' in body))
    throw new Refusal(403, 'the body is no profile')
  return {...(body as ApiObject), apiVersion: 'kubeflow.org/v1', kind: 'Profile'}
}

const bindingObject = (metadata: ApiObject['metadata'], user: string, role: string): ApiObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata,
  roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `kubeflow-${role}`},
  subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user}],
})
