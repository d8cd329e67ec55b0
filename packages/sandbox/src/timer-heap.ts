export interface Timer {
  readonly due: number
  readonly order: number
  callback: (() => void) | undefined
}

/** Timers by due time, then by the order in which they were set. */
export interface TimerHeap {
  push(timer: Timer): void
  /** The next timer that was not cancelled. */
  peek(): Timer | undefined
  pop(): Timer | undefined
}

const before = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order)

/** An empty heap. */
export function timerHeap(): TimerHeap {
  const items: Timer[] = []

  const at = (index: number): Timer | undefined => items[index]
  const swap = (a: number, b: number): void => {
    const [first, second] = [at(a), at(b)]
    if (!first || !second) return
    items[a] = second
    items[b] = first
  }
  const isBefore = (a: number, b: number): boolean => {
    const [first, second] = [at(a), at(b)]
    return first !== undefined && (second === undefined || before(first, second))
  }
  const removeTop = (): Timer | undefined => {
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    items[0] = last
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      if (left >= items.length) return top
      const child = isBefore(left + 1, left) ? left + 1 : left
      if (!isBefore(child, index)) return top
      swap(index, child)
      index = child
    }
  }
  const dropCancelled = (): void => {
    while (items[0] && items[0].callback === undefined) removeTop()
  }

  return {
    push(timer) {
      let index = items.push(timer) - 1
      while (index > 0) {
        const parent = (index - 1) >> 1
        if (!isBefore(index, parent)) return
        swap(index, parent)
        index = parent
      }
    },
    peek() {
      dropCancelled()
      return items[0]
    },
    pop() {
      dropCancelled()
      return removeTop()
    },
  }
}
