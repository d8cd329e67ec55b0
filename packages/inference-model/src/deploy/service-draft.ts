import type {ReplicaRange} from './replicas.ts'

/** A service as a person asked for it, with the runtime chosen. */
export interface ServiceDraft {
  readonly name: string
  readonly namespace: string
  readonly model: {readonly name: string; readonly kind: 'BaseModel' | 'ClusterBaseModel'}
  readonly runtime: {
    readonly name: string
    readonly kind: 'ServingRuntime' | 'ClusterServingRuntime'
    readonly reason: string
  }
  readonly range: ReplicaRange
  readonly withRouter: boolean
  readonly withDecoder: boolean
  /** A class that the runtime lists. */
  readonly acceleratorClass?: string
  /** Stands in for a class that the runtime does not list. */
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly monitoring: boolean
  /** What else the object holds, as the generation of OME and a manifest say it. */
  readonly base?: Readonly<Record<string, unknown>>
}

const serviceName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/

/** Why a name cannot be a service's, or undefined. From 51 characters on OME shortens the names of what it creates to hashes. */
export function nameProblem(name: string): string | undefined {
  if (!serviceName.test(name))
    return 'a service name has lower-case letters, digits and "-", begins with a letter and ends with a letter or digit'
  if (name.length > 50) return `a service name has at most 50 characters, this one has ${name.length}`
  return undefined
}
