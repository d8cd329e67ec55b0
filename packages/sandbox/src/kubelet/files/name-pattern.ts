/** One step of a pattern: any text, or one character that passes a test. */
type Step = 'any' | ((character: string) => boolean)

/** Whether a word has a character that stands for others. */
export const isPattern = (text: string): boolean => /[*?[]/.test(text)

function stepsOf(pattern: string): Step[] {
  const parts = pattern.match(/\[!?[^\]]+\]|[\s\S]/gu) ?? []
  return parts.map((part): Step => {
    if (part === '*') return 'any'
    if (part === '?') return () => true
    if ([...part].length === 1) return (character) => character === part
    const set = new RegExp(`^${part.replace('[!', '[^').replaceAll('\\', '\\\\')}$`, 'u')
    return (character) => set.test(character)
  })
}

/** Lengths, in characters, of the beginnings of a text that all steps fit; in one pass, whatever the pattern. */
function* fittingLengths(steps: readonly Step[], characters: readonly string[]): Generator<number> {
  let reached = new Set<number>()
  const reach = (into: Set<number>, at: number): void => {
    for (let next = at; !into.has(next); next++) {
      into.add(next)
      if (steps[next] !== 'any') return
    }
  }
  reach(reached, 0)
  if (reached.has(steps.length)) yield 0
  for (const [i, character] of characters.entries()) {
    const after = new Set<number>()
    for (const at of reached) {
      const step = steps[at]
      if (step === 'any') reach(after, at)
      else if (step?.(character)) reach(after, at + 1)
    }
    if (after.size === 0) return
    reached = after
    if (reached.has(steps.length)) yield i + 1
  }
}

/** A test for names that a shell pattern stands for. Takes time in proportion to both lengths, never more. */
export function patternTest(pattern: string): (name: string) => boolean {
  const steps = stepsOf(pattern)
  return (name) => {
    const characters = [...name]
    for (const length of fittingLengths(steps, characters)) if (length === characters.length) return true
    return false
  }
}

/** A text without the shortest or longest beginning, or end, that a shell pattern stands for. */
export function withoutPattern(text: string, pattern: string, side: 'start' | 'end', most: boolean): string {
  const steps = stepsOf(pattern)
  const characters = [...text]
  const isEnd = side === 'end'
  if (isEnd) {
    steps.reverse()
    characters.reverse()
  }
  let cut: number | undefined
  for (const length of fittingLengths(steps, characters)) {
    cut = length
    if (!most) break
  }
  const rest = characters.slice(cut ?? 0)
  return (isEnd ? rest.reverse() : rest).join('')
}
