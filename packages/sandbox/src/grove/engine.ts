import type {IncomingMessage, ServerResponse} from 'node:http'
import {activities} from '../activity.ts'
import type {ApiObject} from '../api.ts'
import {engineWorkload} from '../engines/engine.ts'
import {engineMetrics} from '../engines/engine-metrics.ts'
import {engineOf, readLaunch} from '../engines/launch.ts'
import type {ContainerHost, ContainerSpec, Program, Workload} from '../kubelet/workload.ts'
import {type BackgroundLoad, backgroundLoad, type LoadMetrics} from './background-load.ts'
import {frontendMetrics} from './frontend-metrics.ts'
import {roleOf} from './load.ts'
import {label} from './names.ts'

/** Engines in the pods of a set: they start like any engine, and serve their share of the set's steady load. */
export const groveEngineWorkload: Workload = {
  name: 'grove-engine',
  recognises: (container, pod) => isMember(pod) && engineOf(container) === 'vllm',
  start: (host) => new RoleEngine(host),
}

const isMember = (pod: ApiObject): boolean => pod.metadata.labels?.[label.clique] !== undefined

/** A worker without ports is a further node of its leader's engine: nothing listens there. */
const listensOn = (container: ContainerSpec): number | undefined => container.ports?.[0]?.containerPort

class RoleEngine implements Program {
  readonly #host: ContainerHost
  readonly #engine: Program
  #load: BackgroundLoad | undefined

  constructor(host: ContainerHost) {
    this.#host = host
    // Its load is that of the set, which the engine knows nothing of.
    this.#engine = engineWorkload.start({
      ...host,
      world: {...host.world, activity: activities()},
      log: (...line) => host.log(...line),
      changed: () => this.#changed(),
    })
  }

  isServing(): boolean {
    return this.#engine.isServing()
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (!this.isServing() || port !== listensOn(this.#host.container)) return false
    if (path.split('?')[0] !== '/metrics') return this.#engine.http?.(port, request, response, path) ?? false
    response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'})
    response.end(this.#load?.text() ?? '')
    return true
  }

  catchUp(): void {
    this.#load?.catchUp()
    this.#engine.catchUp?.()
  }

  stop(): void {
    this.#engine.stop()
  }

  #changed(): void {
    const {container} = this.#host
    if (this.isServing() && listensOn(container) !== undefined) {
      this.#load ??= backgroundLoad(this.#host, metricsOf(this.#host))
    }
    this.#host.changed()
  }
}

function metricsOf(host: ContainerHost): LoadMetrics {
  const launch = readLaunch('vllm', host.argv, host.env)
  return roleOf(host.pod) === 'frontend' ? frontendMetrics(launch.servedNames[0]) : engineMetrics(launch)
}
