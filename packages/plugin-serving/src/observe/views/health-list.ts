import type {Tone, View} from '@ome/sdk/view'
import type {HealthCheck} from '../domain/health.ts'

const tones: Readonly<Record<HealthCheck['result'], Tone>> = {ok: 'good', fail: 'bad', skip: 'muted', unknown: 'muted'}

export const healthList: View<readonly HealthCheck[]> = {
  kind: 'HealthCheckList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'SERVICE', value: ({service}) => service, rank: 'keep'},
    {header: 'CHECK', value: ({check}) => check, rank: 'keep'},
    {header: 'RESULT', value: ({result}) => result, rank: 'keep', tone: ({result}) => tones[result]},
    {header: 'LATENCY', value: ({latencyMs}) => (latencyMs === undefined ? '-' : `${latencyMs} ms`), align: 'right'},
    {header: 'DETAIL', value: ({detail}) => detail},
  ],
  json: (check) => ({...check, latencyMs: check.latencyMs ?? null}),
  name: ({service, check}) => `service/${service}/${check}`,
  empty: 'no services',
}
