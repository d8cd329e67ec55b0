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
  const beaten = new Set<Item>()
  for (const item of items) {
    if (front.some((each) => dominates(each, item, objectives))) {
      beaten.add(item)
      continue
    }
    const kept = front.filter((each) => !dominates(item, each, objectives))
    for (const each of front) if (!kept.includes(each)) beaten.add(each)
    front = [...kept, item]
  }
  // Dominance is transitive: of what beat something, something in the front beats it, too.
  const dominated = items.flatMap((item) => {
    const by = beaten.has(item) ? front.find((each) => dominates(each, item, objectives)) : undefined
    return by === undefined ? [] : [{item, by}]
  })
  return {front, dominated}
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
