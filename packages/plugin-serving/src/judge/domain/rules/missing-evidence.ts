import type {EngineMetric} from '@ome/engine-metrics/engine-vocabulary'
import type {Finding, Rule} from '../finding.ts'

/** What could not be seen is a finding, too: other rules were silent for want of it. */
export const missingEvidence: Rule = ({measured, usages, service}) => {
  const blind = (rule: string, finding: string, evidence: string, change: string): Finding => ({
    rule,
    finding,
    evidence,
    change,
    effect: 'more can be said',
    risk: 'none',
  })
  // Without requests there are no latencies to know.
  const isIdle = measured.engines.some(
    (each) => each.kind === 'value' && each.metric === 'requests-per-second' && each.value === 0,
  )
  const unknown = isIdle
    ? []
    : measured.engines.flatMap((each) => (each.kind === 'missing' && asked.has(each.metric) ? [each] : []))
  const groups = Map.groupBy(unknown, ({reason}) => reason)
  const [gpu] = measured.gpus.filter((each) => each.kind === 'missing')
  return [
    ...(measured.source.kind === 'prometheus'
      ? []
      : [
          blind(
            'no-history',
            'peaks cannot be seen',
            'no Prometheus: only totals since the engines began',
            'ome config set prometheus.url URL',
          ),
        ]),
    ...[...groups].map(([reason, all]) =>
      blind(
        'no-metric',
        `${all.map(({metric}) => metric).join(', ')} not known`,
        reason,
        `ome metrics service ${service.name} -n ${service.namespace}`,
      ),
    ),
    ...(gpu?.kind === 'missing'
      ? [blind('no-gpu', 'load of the GPUs not known', gpu.reason, "install NVIDIA's DCGM exporter")]
      : []),
    ...('unknown' in usages
      ? [blind('no-usage', 'memory in use not known', usages.unknown, 'install metrics-server')]
      : []),
  ]
}

const asked = new Set<EngineMetric>(['requests-per-second', 'waiting', 'kv-cache', 'queue-time', 'ttft'])
