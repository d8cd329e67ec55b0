/** Why a cloud gives no machine, as the reason and message of a NodeClaim say it. */
export interface CloudRefusal {
  readonly reason: string
  readonly message: string
}

/** What the cloud under a cluster has to give: machines of every type, until a fault says otherwise. */
export interface CloudStock {
  /** Why there is no machine of this type now; undefined when there is. */
  refusalOf(instanceType: string): CloudRefusal | undefined
  /** Refuses a type from now on, any case of its letters; returns the way to give it again. */
  refuse(instanceType: string, refusal: CloudRefusal): () => void
}

/** Refusals as karpenter's providers pass them on from Azure. */
export const cloudRefusals = {
  quota: (type: string): CloudRefusal => ({
    reason: 'LaunchFailed',
    message: `creating instance failed: OperationNotAllowed: Operation could not be completed as it results in exceeding approved Total Regional Cores quota for ${type}`,
  }),
  'no-capacity': (type: string): CloudRefusal => ({
    reason: 'LaunchFailed',
    message: `creating instance failed: SkuNotAvailable: the requested VM size ${type} is not available in the current region`,
  }),
} as const

/** A cloud with machines of every type. */
export function cloudStock(): CloudStock {
  const refusals = new Map<string, CloudRefusal>()
  return {
    refusalOf: (instanceType) => refusals.get(instanceType.toLowerCase()),
    refuse(instanceType, refusal) {
      const key = instanceType.toLowerCase()
      refusals.set(key, refusal)
      return () => {
        if (refusals.get(key) === refusal) refusals.delete(key)
      }
    },
  }
}
