/** How the engine of a service runs. */
export type Mode = 'RawDeployment' | 'Serverless' | 'MultiNode' | 'OMENative' | 'VirtualDeployment'

/** An object as far as its fields can be asked for. */
export interface ServiceFields {
  field(at: readonly string[]): unknown
}

/** Fields that are wanted, with the value each shall have; null takes one away. */
export type WantedFields = readonly (readonly [at: readonly string[], to: unknown])[]

const annotation = 'ome.io/deploymentMode'

/** The mode that a component's annotation names. */
export function annotatedMode(service: ServiceFields): string | undefined {
  const named = service.field(['spec', 'engine', 'annotations', annotation])
  return typeof named === 'string' ? named : undefined
}

/** The service's own annotation decides nothing, except that nothing runs. */
export const isVirtual = (service: ServiceFields): boolean =>
  service.field(['metadata', 'annotations', annotation]) === 'VirtualDeployment'

export const hasSeveralNodes = (service: ServiceFields): boolean =>
  ['leader', 'worker'].some((part) => service.field(['spec', 'engine', part]) !== undefined)
