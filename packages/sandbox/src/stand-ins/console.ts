import {createServer, type Server, type ServerResponse} from 'node:http'
import type {ApiObject, ResourceName} from '../api.ts'
import type {World} from '../controllers/world.ts'
import type {StandIn} from './stand-in.ts'

const services: ResourceName = {group: 'ome.io', plural: 'inferenceservices'}

/** Annotations and fields that the server wrote: an export holds what a person would. */
const added = [
  'ome.io/deploymentMode',
  'ome.io/ingress-disable-creation',
  'kubectl.kubernetes.io/last-applied-configuration',
]

/** The web console: pages of services under `/services/NAME`, their manifests under `/export/service/NAME`. */
export const webConsole: StandIn = {
  name: 'console',
  async start(world, port) {
    const server = createServer((request, response) => answer(world, request.method, request.url ?? '/', response))
    const url = await listen(server, port)
    return {
      url,
      env: {OME_CONSOLE_ENDPOINT: url, OME_CONSOLE_URL: `${url}/services/{name}?namespace={namespace}`},
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  },
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : port}`)
    })
  })
}

function answer(world: World, method: string | undefined, target: string, response: ServerResponse): void {
  const url = new URL(target, 'http://console')
  const [word, ...rest] = url.pathname.split('/').filter((part) => part !== '')
  const isExport = word === 'export' && rest[0] === 'service'
  const name = isExport ? rest[1] : word === 'services' ? rest[0] : undefined
  const found = name === undefined ? undefined : find(world, name, url.searchParams.get('namespace') ?? 'default')
  if (method !== 'GET' && method !== 'HEAD') send(response, 405, 'text/plain', 'method not allowed\n')
  else if (!found) send(response, 404, 'text/plain', 'no such page\n')
  else if (isExport) send(response, 200, 'application/json', `${JSON.stringify(exported(found), null, 2)}\n`)
  else send(response, 200, 'text/html; charset=utf-8', page(found))
}

function send(response: ServerResponse, code: number, type: string, text: string): void {
  response.writeHead(code, {'content-type': type, 'content-length': Buffer.byteLength(text)})
  response.end(text)
}

const find = (world: World, name: string, namespace: string): ApiObject | undefined =>
  world.api.serves(services) ? world.api.get(services, name, namespace) : undefined

function exported({apiVersion, kind, metadata, spec}: ApiObject): Record<string, unknown> {
  const {name, namespace, labels} = metadata
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !added.includes(key) && !key.startsWith('sandbox.ome.cli/'),
  )
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      ...(labels ? {labels} : {}),
      ...(annotations.length > 0 ? {annotations: Object.fromEntries(annotations)} : {}),
    },
    spec,
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const page = ({metadata, spec, status}: ApiObject): string => `<!doctype html>
<title>${escaped(metadata.name)}</title>
<h1>${escaped(`${metadata.namespace}/${metadata.name}`)}</h1>
<p>Model ${escaped(String(spec.model?.name ?? ''))}</p>
<p>${escaped(String(status?.url ?? ''))}</p>
`
