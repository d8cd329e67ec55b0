import {annotatedMode, hasSeveralNodes, isVirtual, type Mode, type ServiceFields} from './mode.ts'

/** How services run, in the words of one generation of OME. */
export interface ModeWords {
  /** Modes that a person may choose. */
  readonly modes: readonly Mode[]
  modeOf(service: ServiceFields, workloadKind?: string): Mode
  /** What a new service of this mode says besides. */
  declared(mode: Mode | undefined, multiNode: boolean): Readonly<Record<string, unknown>>
}

const all: readonly Mode[] = ['RawDeployment', 'Serverless', 'MultiNode', 'OMENative', 'VirtualDeployment']
const modeNamed = (name: unknown): Mode | undefined => all.find((mode) => mode === name)

const workloads: Readonly<Record<string, Mode>> = {
  Deployment: 'RawDeployment',
  LeaderWorkerSet: 'MultiNode',
  InferenceReplica: 'OMENative',
}

/** OME up to v1.2: annotations, and what the runtime is. */
const first: ModeWords = {
  modes: [],
  modeOf(service, workload) {
    if (isVirtual(service)) return 'VirtualDeployment'
    const named = modeNamed(annotatedMode(service)) ?? workloads[workload ?? '']
    if (named) return named
    if (hasSeveralNodes(service)) return 'MultiNode'
    return service.field(['spec', 'engine', 'minReplicas']) === 0 ? 'Serverless' : 'RawDeployment'
  },
  declared: () => ({}),
}

/** OME from v1.3 on: `deploymentMode`. */
const next: ModeWords = {
  modes: ['RawDeployment', 'OMENative'],
  modeOf(service, workload) {
    if (isVirtual(service)) return 'VirtualDeployment'
    const named = annotatedMode(service) ?? service.field(['spec', 'deploymentMode'])
    return modeNamed(named) ?? workloads[workload ?? ''] ?? (hasSeveralNodes(service) ? 'OMENative' : 'RawDeployment')
  },
  declared: (mode, multiNode) => ({deploymentMode: mode ?? (multiNode ? 'OMENative' : 'RawDeployment')}),
}

/** `native`: OME runs rollouts itself, from v1.3 on. */
export const modeWords = (native: boolean): ModeWords => (native ? next : first)
