import type {ApiObject} from '../api.ts'

export interface ServicePort {
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
  readonly protocol?: string
  readonly nodePort?: number
  readonly appProtocol?: string
}

interface ContainerPort {
  readonly name?: string
  readonly containerPort: number
}

/** The number behind a Service's target port in one pod. */
export function targetPort(port: ServicePort, pod: ApiObject | undefined): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const containers: {ports?: ContainerPort[]; restartPolicy?: string}[] = [
    ...(pod?.spec.containers ?? []),
    ...(pod?.spec.initContainers ?? []).filter((one: {restartPolicy?: string}) => one.restartPolicy === 'Always'),
  ]
  return containers.flatMap(({ports}) => ports ?? []).find(({name}) => name === target)?.containerPort
}
