import {hash32} from '../random.ts'

/** Which beginnings of prompts an engine still holds, in blocks of 16 tokens. */
export interface PrefixCache {
  /** How many tokens of this prompt are held already; the whole prompt is held afterwards. */
  hit(tokens: readonly string[]): number
}

const blockSize = 16

/** A cache of at most `mostBlocks` blocks; the least recently used go first. A block is known by all that stands before it. */
export function prefixCache(mostBlocks: number): PrefixCache {
  const held = new Set<number>()

  return {
    hit(tokens) {
      let before = 0
      let hits = 0
      let isHit = true
      for (let start = 0; start + blockSize <= tokens.length; start += blockSize) {
        before = hash32(`${before}/${tokens.slice(start, start + blockSize).join('')}`)
        isHit &&= held.delete(before)
        if (isHit) hits += blockSize
        held.add(before)
      }
      for (const oldest of held) {
        if (held.size <= mostBlocks) break
        held.delete(oldest)
      }
      return Math.min(hits, Math.max(0, tokens.length - 1))
    },
  }
}
