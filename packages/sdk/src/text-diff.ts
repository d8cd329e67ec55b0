interface Edit {
  readonly mark: ' ' | '-' | '+'
  readonly line: string
}

/**
 * A unified diff of two texts given as lines: hunks with three lines around each change, headers `@@ -1,3 +1,4 @@`.
 * Empty when they are equal. By longest common subsequence; equal heads and tails are cut off first.
 */
export function diffLines(before: readonly string[], after: readonly string[], context = 3): string[] {
  const edits = editsOf(before, after)
  const changed = edits.flatMap((edit, index) => (edit.mark === ' ' ? [] : [index]))
  const lines: string[] = []
  for (let at = 0; at < changed.length; ) {
    let last = at
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * context) last++
    const from = Math.max(0, (changed[at] ?? 0) - context)
    const to = Math.min(edits.length, (changed[last] ?? 0) + context + 1)
    lines.push(hunkHeader(edits, from, to), ...edits.slice(from, to).map(({mark, line}) => mark + line))
    at = last + 1
  }
  return lines
}

function hunkHeader(edits: readonly Edit[], from: number, to: number): string {
  const count = (start: number, end: number, without: string): number =>
    edits.slice(start, end).filter(({mark}) => mark !== without).length
  const range = (without: string): string => {
    const length = count(from, to, without)
    return `${count(0, from, without) + (length === 0 ? 0 : 1)},${length}`
  }
  return `@@ -${range('+')} +${range('-')} @@`
}

function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++
  const same = (line: string): Edit => ({mark: ' ', line})
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

/** Above this many cells of the table the middle is shown as replaced as a whole. */
const largest = 4_000_000

function middle(before: readonly string[], after: readonly string[]): Edit[] {
  const removed = before.map((line): Edit => ({mark: '-', line}))
  const added = after.map((line): Edit => ({mark: '+', line}))
  if (before.length * after.length > largest) return [...removed, ...added]
  const lengths = commonLengths(before, after)
  const at = (i: number, j: number): number => lengths[i * (after.length + 1) + j] ?? 0
  const edits: Edit[] = []
  let i = 0
  let j = 0
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      edits.push({mark: ' ', line: before[i] ?? ''})
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) edits.push(...removed.slice(i, ++i))
    else edits.push(...added.slice(j, ++j))
  }
  return [...edits, ...removed.slice(i), ...added.slice(j)]
}

/** Length of the longest common subsequence of the rests from each pair of positions. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const columns = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * columns)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const equal = before[i] === after[j]
      const below = lengths[(i + 1) * columns + j] ?? 0
      const right = lengths[i * columns + j + 1] ?? 0
      lengths[i * columns + j] = equal ? (lengths[(i + 1) * columns + j + 1] ?? 0) + 1 : Math.max(below, right)
    }
  }
  return lengths
}
