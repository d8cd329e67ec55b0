import type {Mode, ServiceFields, WantedFields} from '@ome/inference-model/deploy/mode'
import {modeWords} from '@ome/inference-model/deploy/modes'
import {OmeError} from '@ome/sdk/errors'
import type {Autoscaling} from './autoscaling.ts'
import type {Dialect, Pace} from './dialect.ts'

const annotation = (key: string): readonly string[] => ['metadata', 'annotations', `ome.io/${key}`]
const engine = (...keys: readonly string[]): readonly string[] => ['spec', 'engine', ...keys]

const strategies = {
  progressive: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1, maxUnavailable: 0}},
  recreate: {type: 'Recreate', rollingUpdate: null},
} as const

/** OME up to v1.2: annotations and `kedaConfig`. */
const first: Dialect = {
  native: false,
  ...modeWords(false),
  pace(pace, _service, mode) {
    if (mode === 'RawDeployment') return [[engine('deploymentStrategy'), strategies[pace]]]
    if (mode === 'Serverless' && pace === 'progressive') return []
    throw notHeeded(pace, mode)
  },
  autoscaled({min, max, by}) {
    const bounds: WantedFields = [
      [engine('minReplicas'), min],
      [engine('maxReplicas'), max],
    ]
    if (by.kind === 'resource') {
      return [
        ...bounds,
        [annotation('autoscalerClass'), 'hpa'],
        [annotation('metrics'), by.resource],
        [annotation('targetUtilizationPercentage'), `${by.target}`],
        [['spec', 'kedaConfig'], null],
      ]
    }
    const kedaConfig = {
      enableKeda: true,
      promServerAddress: by.server,
      customPromQuery: by.template,
      scalingThreshold: `${by.target}`,
      scalingOperator: 'GreaterThanOrEqual',
    }
    return [
      ...bounds,
      [annotation('autoscalerClass'), 'keda'],
      [annotation('metrics'), null],
      [annotation('targetUtilizationPercentage'), null],
      [['spec', 'kedaConfig'], kedaConfig],
    ]
  },
  fixed: (replicas) => [
    [engine('minReplicas'), replicas],
    [engine('maxReplicas'), replicas],
    [annotation('autoscalerClass'), null],
    [annotation('metrics'), null],
    [annotation('targetUtilizationPercentage'), null],
    [['spec', 'kedaConfig'], null],
  ],
  scaledBy(service) {
    const named = service.field(annotation('autoscalerClass'))
    return (['hpa', 'keda', 'external'] as const).find((one) => one === named)
  },
}

/** OME from v1.3 on: `deploymentMode`, `rollout` and an autoscaler per component. */
const next: Dialect = {
  native: true,
  ...modeWords(true),
  pace(pace, service, mode) {
    if (mode === 'RawDeployment') return [[engine('deploymentStrategy'), strategies[pace]]]
    if (mode !== 'OMENative') throw notHeeded(pace, mode)
    const rollingUpdate =
      pace === 'progressive' ? {maxSurge: 1, maxUnavailable: 0} : {maxSurge: 0, maxUnavailable: '100%'}
    return [[['spec', 'rollout', 'groups'], withEngineGroup(service, {rollingUpdate})]]
  },
  autoscaled: ({min, max, by}) => [
    [engine('minReplicas'), min],
    [engine('maxReplicas'), max],
    [annotation('autoscalerClass'), null],
    [engine('autoscaler'), autoscaler(by)],
  ],
  fixed: (replicas) => [
    [engine('minReplicas'), replicas],
    [engine('maxReplicas'), replicas],
    [annotation('autoscalerClass'), null],
    [engine('autoscaler'), {class: 'None', hpa: null, keda: null}],
  ],
  scaledBy(service, component = 'engine') {
    const named =
      service.field(['spec', component, 'autoscaler', 'class']) ?? service.field(annotation('autoscalerClass'))
    const word = typeof named === 'string' ? named.toLowerCase() : undefined
    return (['hpa', 'keda', 'external', 'none'] as const).find((one) => one === word)
  },
}

function autoscaler(by: Autoscaling['by']): unknown {
  if (by.kind === 'query') {
    const metadata = {serverAddress: by.server, query: by.query, threshold: `${by.target}`}
    return {class: 'KEDA', hpa: null, keda: {triggers: [{type: 'prometheus', metadata}]}}
  }
  const target = {type: 'Utilization', averageUtilization: by.target}
  return {class: 'HPA', keda: null, hpa: {metrics: [{type: 'Resource', resource: {name: by.resource, target}}]}}
}

/** The rollout plan with another way for the engine; groups of other components stay. */
export function withEngineGroup(service: ServiceFields, way: Readonly<Record<string, unknown>>): readonly unknown[] {
  const groups = service.field(['spec', 'rollout', 'groups'])
  const others = Array.isArray(groups) ? groups.filter((group) => !hasEngine(group)) : []
  return [...others, {components: ['engine'], ...way}]
}

export const hasEngine = (group: unknown): boolean =>
  typeof group === 'object' &&
  group !== null &&
  'components' in group &&
  Array.isArray(group.components) &&
  group.components.includes('engine')

const notHeeded = (pace: Pace, mode: Mode): OmeError =>
  new OmeError('failed', `--rollout ${pace} has no effect on a service in mode ${mode}: nothing there heeds it`, [
    'leave --rollout out: the mode replaces pods in its own way',
  ])

/** The words of the OME that a cluster runs. */
export const dialectOf = (native: boolean): Dialect => (native ? next : first)
