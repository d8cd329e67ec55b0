import {hash32} from '../../random.ts'
import {termsOf} from './text.ts'

/** Dimensions of BAAI/bge-small-en-v1.5, which the service embeds with. */
const dimensions = 384

/** A unit vector of a text: its terms hashed to dimensions with a sign. Texts that share words lie close together. */
export function embed(text: string, weight: (term: string) => number = () => 1): Float64Array {
  const vector = new Float64Array(dimensions)
  for (const term of termsOf(text)) {
    const hash = hash32(term)
    const index = hash % dimensions
    vector[index] = (vector[index] ?? 0) + ((hash >>> 16) & 1 ? 1 : -1) * weight(term)
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** Cosine of the angle between two unit vectors. */
export const cosine = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
