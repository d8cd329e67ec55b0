import {OmeError} from '@ome/sdk/errors'

export const shownParts = ['gpu', 'memory'] as const
export type ShownPart = (typeof shownParts)[number]

/** The value of `--show`. Throws `usage` for another word. */
export function partsIn(typed: string | undefined): readonly ShownPart[] {
  const words = (typed ?? '').split(',').filter((word) => word !== '')
  return words.map((word) => {
    const part = shownParts.find((each) => each === word)
    if (part) return part
    throw new OmeError('usage', `--show ${word}: there is no such part`, [`one of ${shownParts.join(', ')}`])
  })
}
