import {parseQuantity} from '@ome/capacity/quantity'

/** A Kubernetes quantity (`500m`, `80Gi`, `1e3`, `4`) as a number; 0 when there is none: nothing asked, nothing offered. */
export const quantity = (value: unknown): number => parseQuantity(value) ?? 0
