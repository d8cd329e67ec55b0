import {once} from 'node:events'
import {createServer, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

type Answer = {readonly status?: number; readonly body: unknown} | undefined

/** An API server on loopback that knows who asks, what they may do, and a few names. */
export class ApiStub {
  readonly requests: string[] = []
  /** Rights as `verb resource[/subresource]`; `*` is everything. */
  rights = new Set<string>(['*'])
  /** Milliseconds before a list is answered. */
  delayMs = 0
  /** Answer 401 to everybody. */
  expired = false
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<ApiStub> {
    const server = createServer()
    const stub = new ApiStub(server)
    server.on('request', async (request, response) => {
      const text = await bodyOf(request)
      const {status = 200, body} =
        stub.#answer(request, text) ?? failure(404, 'NotFound', 'the server could not find the requested resource')
      const delay = request.url?.includes('limit=') ? stub.delayMs : 0
      setTimeout(
        () => response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body)),
        delay,
      )
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return stub
  }

  get url(): string {
    const {port} = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** A kubeconfig with one context per name, all of them of this server. */
  kubeconfig(...names: string[]): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': names[0],
      contexts: names.map((name) => ({
        name,
        context: {cluster: `${name}-cluster`, user: 'alice', namespace: 'team-a'},
      })),
      clusters: names.map((name) => ({name: `${name}-cluster`, cluster: {server: this.url}})),
      users: [{name: 'alice', user: {token: 'secret-token'}}],
    })
  }

  #answer({method, url = ''}: IncomingMessage, text: string): Answer {
    this.requests.push(`${method} ${url}`)
    if (this.expired) return failure(401, 'Unauthorized', 'Unauthorized')
    const path = url.split('?', 1)[0] ?? ''
    if (path === '/version') return {body: {major: '1', minor: '36', gitVersion: 'v1.36.0'}}
    if (method === 'POST') return this.#review(path, text)
    return lists(path)
  }

  #review(path: string, text: string): Answer {
    const {spec} = JSON.parse(text)
    if (path.endsWith('/selfsubjectreviews')) {
      return {
        status: 201,
        body: {status: {userInfo: {username: 'alice@example.com', groups: ['ml', 'system:authenticated']}}},
      }
    }
    if (path.endsWith('/selfsubjectaccessreviews')) {
      const {verb, resource, subresource} = spec.resourceAttributes
      const right = `${verb} ${subresource ? `${resource}/${subresource}` : resource}`
      return {status: 201, body: {status: {allowed: this.rights.has('*') || this.rights.has(right)}}}
    }
    if (path.endsWith('/selfsubjectrulesreviews')) {
      const rule = {apiGroups: ['*'], resources: ['*'], verbs: this.rights.has('*') ? ['*'] : ['get', 'list', 'watch']}
      return {status: 201, body: {status: {resourceRules: [rule], nonResourceRules: [], incomplete: false}}}
    }
    return undefined
  }
}

function lists(path: string): Answer {
  const names = (...items: string[]): Answer => ({
    body: {kind: 'PartialObjectMetadataList', items: items.map((name) => ({metadata: {name}}))},
  })
  if (path === '/api/v1/namespaces') return names('default', 'team-a', 'team-b')
  if (path === '/api/v1/namespaces/team-a/pods') return names('web-0', 'web-1')
  if (path === '/api/v1/namespaces/team-b/pods') return names('db-0')
  const pods = {
    name: 'pods',
    singularName: 'pod',
    namespaced: true,
    kind: 'Pod',
    verbs: ['get', 'list'],
    shortNames: ['po'],
  }
  const secrets = {name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get', 'list']}
  const reviews = {name: 'podreviews', singularName: '', namespaced: true, kind: 'PodReview', verbs: ['create']}
  if (path === '/api/v1')
    return {body: {kind: 'APIResourceList', groupVersion: 'v1', resources: [pods, reviews, secrets]}}
  if (path === '/api') return {body: {kind: 'APIVersions', versions: ['v1']}}
  if (path === '/apis') return {body: {kind: 'APIGroupList', groups: []}}
  return undefined
}

const failure = (code: number, reason: string, message: string) => ({
  status: code,
  body: {kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message},
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
