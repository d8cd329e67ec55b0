/** What else scales workloads in a cluster. */
export interface ScalingWorld {
  hasKeda(): Promise<boolean>
  /** Autoscalers of others for this workload, as `hpa/NAME`. */
  rivals(namespace: string, workload: string): Promise<readonly string[]>
}

/** Name that OME gives the ScaledObject of a component. Source: its constants, `scaledobject-` and the last 50 characters. */
export const scaledObjectName = (service: string, component: string): string =>
  `scaledobject-${`${service}-${component}`.slice(-50)}`
