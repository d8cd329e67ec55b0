import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {kubeStateText} from './kube-state.ts'
import {Prometheus} from './prometheus.ts'

/** `prom/prometheus`, at whichever registry. */
export const prometheusWorkload: Workload = {
  name: 'prometheus',
  recognises: ({image}) => /(^|\/)(prom|prometheus)\/prometheus(:|@|$)/.test(image),
  start: (host) => new Prometheus(host),
}

const statePort = 8080

/** kube-state-metrics: the state of pods and nodes as metrics, worked out when they are asked for. */
export const kubeStateWorkload: Workload = {
  name: 'kube-state-metrics',
  recognises: ({image}) => image.includes('kube-state-metrics'),
  start: (host: ContainerHost): Program => {
    host.log('Started kube-state-metrics')
    return {
      isServing: () => true,
      listens: (port) => port === statePort,
      http(port, _request, response, path) {
        if (port !== statePort) return false
        const found = path.split('?')[0] === '/metrics'
        response.writeHead(found ? 200 : 404, {'content-type': 'text/plain; version=0.0.4'})
        response.end(found ? kubeStateText(host.world.api) : '404 page not found\n')
        return true
      },
      stop: () => undefined,
    }
  },
}
