import type {Figure} from '@ome/engine-metrics/load-result'
import {figure} from '@ome/report-page/figure'
import type {View} from '@ome/sdk/view'
import {tones} from '../../report/views/load-report.ts'
import type {GenaiReport, GenaiRun} from '../domain/genai-run.ts'

const shown = ({figures}: GenaiRun, name: Figure): string => {
  const value = figures[name]
  return value === undefined ? '-' : figure(value)
}

export const genaiReport: View<GenaiReport> = {
  kind: 'GenaiBenchReport',
  name: ({job}) => `benchmarkjob/${job}`,
  blocks: ({service, namespace, job, results, runs}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Target', value: `service ${service} (namespace ${namespace})`},
        {label: 'Way', value: `genai-bench of OME, benchmarkjob/${job}`},
        {label: 'Results', value: results},
      ],
    },
    {
      type: 'table',
      title: 'Runs (latencies in ms; TTFT is to the first token with text)',
      header: [
        'SCENARIO',
        'CONCURRENCY',
        'REQUESTS/S',
        'TOKENS/S',
        'TTFT P50',
        'TTFT P99',
        'TPOT P50',
        'E2E P50',
        'E2E P99',
        'OK',
        'FAILED',
        'TRUST',
      ],
      rows: runs.map((run) => [
        run.scenario,
        run.concurrency,
        shown(run, 'requests-per-second'),
        shown(run, 'output-tokens-per-second'),
        shown(run, 'ttft.p50'),
        shown(run, 'ttft.p99'),
        shown(run, 'tpot.p50'),
        shown(run, 'e2e.p50'),
        shown(run, 'e2e.p99'),
        run.completed,
        run.failed,
        run.trust.verdict,
      ]),
      tones: runs.map(({trust}) => tones[trust.verdict]),
    },
    {
      type: 'fields',
      title: 'Trust',
      rows: [...new Set(runs.flatMap(({trust}) => trust.reasons))].map((reason, index) => ({
        label: index === 0 ? 'Reasons' : '',
        value: reason,
      })),
    },
  ],
}
