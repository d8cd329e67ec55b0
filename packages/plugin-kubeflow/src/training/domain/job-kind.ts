import {at, fields, number} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowKind} from '../../domain/kubeflow-kind.ts'

/** What differs between the jobs of the Training Operator 1.9. */
interface LegacyJob {
  /** Field of the spec with a template for each type of replica. */
  readonly replicas: string
  /** The container that trains. */
  readonly container: string
  /** Types of replicas whose pods have ranks, in their order; pods of others train nothing. */
  readonly ranked: readonly string[]
}

const leaderFirst = ['Master', 'Worker']

const legacy: Readonly<Record<string, LegacyJob>> = {
  pytorchjob: {replicas: 'pytorchReplicaSpecs', container: 'pytorch', ranked: leaderFirst},
  tfjob: {replicas: 'tfReplicaSpecs', container: 'tensorflow', ranked: ['Chief', 'Master', 'Worker']},
  mpijob: {replicas: 'mpiReplicaSpecs', container: 'mpi', ranked: ['Worker']},
  xgboostjob: {replicas: 'xgbReplicaSpecs', container: 'xgboost', ranked: leaderFirst},
  paddlejob: {replicas: 'paddleReplicaSpecs', container: 'paddle', ranked: leaderFirst},
  jaxjob: {replicas: 'jaxReplicaSpecs', container: 'jax', ranked: ['Worker']},
}

/** Undefined for a TrainJob. */
export const legacyJobOf = ({word}: KubeflowKind): LegacyJob | undefined => legacy[word]

/** Selects the pods of a job. */
export const podSelector = ({word}: KubeflowKind, name: string): string =>
  word in legacy ? `training.kubeflow.org/job-name=${name}` : `jobset.sigs.k8s.io/jobset-name=${name}`

/** Where the switch lies that stops a job and lets it go on. */
export const suspendPath = ({word}: KubeflowKind): readonly string[] =>
  word in legacy ? ['spec', 'runPolicy', 'suspend'] : ['spec', 'suspend']

/** Nodes a job trains on, as far as it says so itself. */
export function nodesOf(kind: KubeflowKind, job: KubeObject): number | undefined {
  const own = legacyJobOf(kind)
  if (!own) return number(at(job['spec'], 'trainer', 'numNodes'))
  const specs = fields(at(job['spec'], own.replicas))
  return own.ranked.reduce((sum, type) => sum + (type in specs ? replicasIn(specs[type]) : 0), 0)
}

/** The rank of a pod of a type: those of earlier types come before it. Undefined for types that train nothing. */
export function legacyRank(kind: KubeflowKind, job: KubeObject, type: string, index: number): number | undefined {
  const own = legacyJobOf(kind)
  const place = own?.ranked.findIndex((each) => each.toLowerCase() === type) ?? -1
  if (!own || place < 0) return undefined
  const specs = fields(at(job['spec'], own.replicas))
  const before = own.ranked.slice(0, place).filter((each) => each in specs)
  return before.reduce((sum, each) => sum + replicasIn(specs[each]), index)
}

const replicasIn = (spec: unknown): number => number(at(spec, 'replicas')) ?? 1
