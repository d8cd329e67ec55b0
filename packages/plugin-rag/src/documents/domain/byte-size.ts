import {parseQuantity} from '@ome/capacity/quantity'

const most = 2 ** 30

/** Bytes of a size such as `32Mi`; undefined for what is none, is nothing, or is more than a file may be here. */
export function bytesOf(text: string): number | undefined {
  const bytes = parseQuantity(text)
  return bytes !== undefined && bytes >= 1 && bytes <= most ? Math.floor(bytes) : undefined
}
