import {parseQuantity} from '@ome/capacity/quantity'

const binary = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const
const isCount = (resource: string): boolean => !/(^|\.)(memory|storage|ephemeral-storage)$/.test(resource)

/** A quantity as a number; 0 when there is none. */
export const amount = (value: unknown): number => parseQuantity(value) ?? 0

/** An amount as Kubernetes writes it: bytes with the largest binary unit that divides them, the rest in whole or milli. */
export function quantityText(resource: string, value: number): string {
  if (isCount(resource)) return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`
  for (const [i, unit] of binary.entries()) {
    const size = 1024 ** (binary.length - i)
    if (value >= size && value % size === 0) return `${value / size}${unit}`
  }
  return String(value)
}
