import type {EnvEntry, EnvSource} from './environment.ts'

/** A container of a pod spec, as far as the emulation looks at it. */
export interface ContainerSpec {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly ports?: readonly {readonly name?: string; readonly containerPort: number}[]
  readonly resources?: {readonly limits?: Record<string, string>; readonly requests?: Record<string, string>}
  readonly env?: readonly EnvEntry[]
  readonly envFrom?: readonly EnvSource[]
  readonly imagePullPolicy?: string
  readonly workingDir?: string
  readonly stdin?: boolean
  readonly stdinOnce?: boolean
  readonly tty?: boolean
  readonly volumeMounts?: readonly VolumeMount[]
  readonly securityContext?: {readonly runAsUser?: number}
  readonly lifecycle?: {readonly postStart?: Handler; readonly preStop?: Handler}
  readonly terminationMessagePolicy?: string
  readonly terminationMessagePath?: string
  readonly restartPolicy?: string
  readonly readinessProbe?: ProbeSpec
  readonly startupProbe?: ProbeSpec
  readonly livenessProbe?: ProbeSpec
}

export interface VolumeMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
  readonly readOnly?: boolean
}

/** What a probe or a lifecycle hook does. */
export interface Handler {
  readonly httpGet?: {readonly path?: string; readonly port: number | string; readonly scheme?: string}
  readonly tcpSocket?: {readonly port: number | string}
  readonly grpc?: {readonly port: number; readonly service?: string}
  readonly exec?: {readonly command?: readonly string[]}
  readonly sleep?: {readonly seconds: number}
}

export interface ProbeSpec extends Handler {
  readonly initialDelaySeconds?: number
  readonly periodSeconds?: number
  readonly timeoutSeconds?: number
  readonly failureThreshold?: number
  readonly successThreshold?: number
}
