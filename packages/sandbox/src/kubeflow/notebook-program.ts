import type {ServerResponse} from 'node:http'
import {timestamp} from '../controllers/world.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'

const startUpMs = 2500

/** An editor in a notebook's pod: Jupyter's kernels, and a page. */
export const notebookWorkload: Workload = {
  name: 'notebook',
  recognises: (_, pod) =>
    pod.metadata.labels?.['notebook-name'] !== undefined ||
    pod.metadata.labels?.['notebooks.kubeflow.org/workspace-name'] !== undefined,
  start: (host) => new Editor(host),
}

class Editor implements Program {
  readonly #host: ContainerHost
  readonly #cancel: () => void
  readonly #ports: ReadonlySet<number>
  #serving = false

  constructor(host: ContainerHost) {
    this.#host = host
    const declared = host.container.ports?.map(({containerPort}) => containerPort) ?? []
    this.#ports = new Set(declared.length > 0 ? declared : [8888])
    host.log('[I ServerApp] Serving notebooks from local directory: /home/jovyan')
    this.#cancel = host.world.clock.after(startUpMs, () => {
      this.#serving = true
      host.log(`[I ServerApp] Jupyter Server is running at http://0.0.0.0:${[...this.#ports][0]}${this.#prefix}/lab`)
      host.changed()
    })
  }

  get #prefix(): string {
    return this.#host.env['NB_PREFIX'] ?? ''
  }

  isServing(): boolean {
    return this.#serving
  }

  listens(port: number): boolean {
    return this.#serving && this.#ports.has(port)
  }

  http(port: number, _request: unknown, response: ServerResponse, path: string): boolean {
    if (!this.listens(port)) return false
    const [asked = '/'] = path.split('?')
    const inside = asked.startsWith(this.#prefix) ? asked.slice(this.#prefix.length) || '/' : undefined
    if (inside === '/api/kernels') {
      const kernel = {id: this.#host.pod.metadata.uid, name: 'python3', execution_state: 'idle', connections: 0}
      answer(
        response,
        200,
        'application/json',
        JSON.stringify([{...kernel, last_activity: timestamp(this.#host.world.clock.now())}]),
      )
    } else if (inside === '/api/status')
      answer(response, 200, 'application/json', JSON.stringify({connections: 0, kernels: 1}))
    else if (inside === undefined) answer(response, 404, 'text/plain', '404 : Not Found\n')
    else
      answer(
        response,
        200,
        'text/html',
        `<!doctype html><title>JupyterLab</title><p>${this.#host.pod.metadata.name}</p>\n`,
      )
    return true
  }

  stop(): void {
    this.#cancel()
    this.#serving = false
  }
}

function answer(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, {'content-type': type})
  response.end(body)
}
