import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiObject} from '../api.ts'
import {isReady} from '../controllers/pod-facts.ts'
import {pods} from '../controllers/resources.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {sendJson} from './generate.ts'

const ownPaths = new Set(['/readiness', '/liveness', '/health'])

/** The router of an inference service: hands requests to its ready engines in turn. */
export const routerWorkload: Workload = {
  name: 'router',
  recognises: (container, pod) => pod.metadata.labels?.['component'] === 'router' && container.name === 'router',
  start: (host) => new Router(host),
}

class Router implements Program {
  readonly #host: ContainerHost
  readonly #cancel: () => void
  #serving = false
  #turn = 0

  constructor(host: ContainerHost) {
    this.#host = host
    host.log('INFO starting router, looking for workers')
    this.#cancel = host.world.clock.after(2000, () => {
      this.#serving = true
      host.log(`INFO router ready, ${this.#engines().length} workers`)
      host.changed()
    })
  }

  isServing(): boolean {
    return this.#serving
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const own = this.#host.container.ports?.[0]?.containerPort ?? 8080
    if (!this.#serving || port !== own) return false
    if (ownPaths.has(path.split('?')[0] ?? '')) sendJson(response, 200, {status: 'ok'})
    else this.#route(request, response, path)
    return true
  }

  stop(): void {
    this.#cancel()
    this.#serving = false
  }

  #route(request: IncomingMessage, response: ServerResponse, path: string): void {
    const engines = this.#engines()
    const engine = engines[this.#turn++ % Math.max(1, engines.length)]
    const port: number = engine?.spec.containers[0]?.ports?.[0]?.containerPort ?? 8080
    if (engine && this.#host.forward(engine, port, request, response, path)) return
    sendJson(response, 503, {error: {message: 'no available workers', type: 'ServiceUnavailable', code: 503}})
  }

  #engines(): ApiObject[] {
    const {pod, world} = this.#host
    const service = pod.metadata.labels?.['ome.io/inferenceservice'] ?? ''
    return world.api
      .list(pods, {
        ...(pod.metadata.namespace === undefined ? {} : {namespace: pod.metadata.namespace}),
        labels: {'ome.io/inferenceservice': service, component: 'engine'},
      })
      .filter(isReady)
  }
}
