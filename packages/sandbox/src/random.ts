/** Repeatable randomness: the same seed gives the same cluster. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, below). */
  integer(below: number): number
  /** Around 1, with the given spread; never below a tenth. For jitter. */
  jitter(spread: number): number
  /** Lower-case characters as Kubernetes puts them into generated names. */
  suffix(length: number): string
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** An independent stream for one purpose, the same for the same name whatever else was drawn. */
  fork(name: string): Random
}

const nameCharacters = 'bcdfghjklmnpqrstvwxz2456789'

/** 32-bit FNV-1a of a text. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** A UUID of version 4 out of a stream: the same seed gives the same identities. */
export function uuidFrom(random: Random): string {
  const hex = (digits: number): string =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[random.integer(4)]}${hex(3)}-${hex(6)}${hex(6)}`
}

/** Mulberry32: small, fast, good enough for everything that is not a secret. */
export const seededRandom = (seed: number): Random => new Mulberry(seed)

class Mulberry implements Random {
  readonly #seed: number
  #state: number

  constructor(seed: number) {
    this.#seed = seed
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    const state = this.#state
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  integer(below: number): number {
    return Math.floor(this.next() * below)
  }

  jitter(spread: number): number {
    return Math.max(0.1, 1 + (this.next() + this.next() + this.next() - 1.5) * spread)
  }

  suffix(length: number): string {
    return Array.from({length}, () => nameCharacters[this.integer(nameCharacters.length)]).join('')
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(items.length)] ?? items[0]
  }

  fork(name: string): Random {
    return seededRandom(hash32(`${this.#seed}/${name}`))
  }
}
