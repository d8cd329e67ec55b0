import type {View} from '@ome/sdk/view'
import type {SandboxState} from '../domain/sandbox.ts'

/** One sandbox and how to reach it. */
export const sandboxStatus: View<SandboxState> = {
  kind: 'Sandbox',
  blocks(model, page) {
    if (model.state === 'stopped') return [{type: 'fields', rows: [{label: 'State', value: 'stopped', tone: 'muted'}]}]
    const {record} = model
    const isRunning = model.state === 'running'
    return [
      {
        type: 'fields',
        rows: [
          {label: 'State', value: model.state, tone: isRunning ? 'good' : 'bad'},
          {label: 'Scenario', value: record.scenario},
          {label: 'URL', value: record.url},
          {label: 'Kubeconfig', value: record.kubeconfig},
          {label: 'Speed', value: `${record.speed}×`},
          {label: 'Process', value: record.pid},
          ...(record.journal === undefined ? [] : [{label: 'Journal', value: record.journal}]),
          ...(isRunning ? [{label: 'Running for', value: duration(page.now.getTime() - record.startedAt)}] : []),
          {label: 'Log', value: record.log},
        ],
      },
    ]
  },
  json: (model) =>
    model.state === 'stopped'
      ? {state: model.state}
      : {
          state: model.state,
          scenario: model.record.scenario,
          url: model.record.url,
          kubeconfig: model.record.kubeconfig,
          speed: model.record.speed,
          seed: model.record.seed,
          ...(model.record.journal === undefined ? {} : {journal: model.record.journal}),
          pid: model.record.pid,
          startedAt: new Date(model.record.startedAt).toISOString(),
          log: model.record.log,
          env: model.record.env,
        },
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 120 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${minutes % 60}m`
}
