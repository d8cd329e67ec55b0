/** How two things compare in one respect: below 0 the left is better, above 0 the right; undefined where it cannot be said. */
export type Objective<Item> = (left: Item, right: Item) => number | undefined

/**
 * Whether one thing is at least as good as the other in every respect and better in one. What cannot be compared in some
 * respect (an unknown price) neither dominates nor is dominated.
 */
export function dominates<Item>(left: Item, right: Item, objectives: readonly Objective<Item>[]): boolean {
  let isBetter = false
  for (const objective of objectives) {
    const order = objective(left, right)
    if (order === undefined || Number.isNaN(order) || order > 0) return false
    if (order < 0) isBetter = true
  }
  return isBetter
}

/** What nothing else dominates, in the order it was given, and of the rest one thing that dominates it. */
export interface Front<Item> {
  readonly front: readonly Item[]
  readonly dominated: readonly {readonly item: Item; readonly by: Item}[]
}

/** The Pareto front of a finite set; every objective has to order alike whatever else is in the set. */
export function paretoFront<Item>(items: readonly Item[], objectives: readonly Objective<Item>[]): Front<Item> {
  let front: Item[] = []
  const beatenBy = new Map<Item, Item>()
  for (const item of items) {
    const at = front.findIndex((each) => dominates(each, item, objectives))
    const better = front[at]
    if (better !== undefined) {
      beatenBy.set(item, better)
      // What beats one often beats the next.
      front.splice(at, 1)
      front.unshift(better)
      continue
    }
    const kept: Item[] = []
    for (const each of front) {
      if (dominates(item, each, objectives)) beatenBy.set(each, item)
      else kept.push(each)
    }
    front = [...kept, item]
  }
  // Dominance is transitive: of what beat something, something in the front beats it, too.
  const best = (item: Item): Item => {
    const by = beatenBy.get(item)
    return by === undefined ? item : best(by)
  }
  return {
    front: items.filter((item) => !beatenBy.has(item)),
    dominated: items.flatMap((item) => (beatenBy.has(item) ? [{item, by: best(item)}] : [])),
  }
}

/** An objective of a figure that may be unknown: `most` or `least` of it is better. */
export const byFigure =
  <Item>(better: 'most' | 'least', figure: (item: Item) => number | undefined): Objective<Item> =>
  (left, right) => {
    const [own, other] = [figure(left), figure(right)]
    if (own === undefined || other === undefined) return undefined
    if (own === other) return 0
    return own < other === (better === 'least') ? -1 : 1
  }
