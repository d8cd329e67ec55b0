import {OmeError} from '@ome/sdk/errors'

const mostRanks = 100_000

/** Ranks as they are typed: `3`, `0-3`, `0-3,8`. Throws `usage` for anything else. */
export function parseRanks(typed: string): ReadonlySet<number> {
  const ranks = new Set<number>()
  for (const part of typed.split(',')) {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim())
    const from = Number(found?.[1])
    const to = Number(found?.[2] ?? from)
    if (!found || to < from || to >= mostRanks)
      throw new OmeError('usage', `"${typed}" are no ranks`, ['write them as 3, 0-3 or 0-3,8'])
    for (let rank = from; rank <= to; rank++) ranks.add(rank)
  }
  return ranks
}
