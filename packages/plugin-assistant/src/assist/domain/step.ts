import type {Call} from '../../calls/domain/definition.ts'
import type {Effect, Offer} from '../../calls/domain/offer.ts'

/** A checked call and its command line. */
export interface Step {
  readonly call: Call
  readonly offer: Offer
  readonly effect: Effect
  /** Words behind the program's name. */
  readonly words: readonly string[]
  /** As a person types it. */
  readonly line: string
}

/** One change that a dry run told. */
export interface ToldChange {
  readonly action: string
  readonly object: {readonly kind: string; readonly name: string; readonly namespace?: string}
  readonly reason?: string
  readonly fields?: readonly {readonly path: string; readonly from?: unknown; readonly to?: unknown}[]
}

/** A step that changes something, with what its dry run said. */
export interface PlannedStep {
  readonly command: string
  readonly input: Call['input']
  readonly line: string
  readonly effect: Effect
  /** False for commands that have no dry run. */
  readonly tried: boolean
  /** Why, where and for how much, in the command's own words. */
  readonly reasons: readonly string[]
  readonly changes: readonly ToldChange[]
  /** Dollars for an hour of what will run, as the command's own document says; absent where it names no price. */
  readonly usdPerHour?: number
  /** Of the changes: the same as long as the cluster is as it was seen. */
  readonly digest: string
}

/** What is proposed, and only that is run after a yes. */
export interface AssistantPlan {
  /** The beginning of the digest. */
  readonly id: string
  readonly text: string
  /** Who read the text: the rules of this program or a model. */
  readonly by: string
  readonly createdAt: string
  readonly context?: string
  readonly namespace: string
  /** What was chosen and why. */
  readonly notes: readonly string[]
  readonly steps: readonly PlannedStep[]
  readonly digest: string
}

/** A command that only looked, and what it printed. */
export interface Finding {
  readonly line: string
  readonly code: number
  readonly output: string
}

/** The name in `ome kf notebook delete NAME --namespace x`. */
const lastOperand = (line: string): string => line.split(' --', 1)[0]?.split(' ').at(-1) ?? line

/** Names that a person types to confirm what cannot be undone. */
export const namesToType = (steps: readonly PlannedStep[]): readonly string[] => [
  ...new Set(
    steps.flatMap(({effect, changes, line}) => {
      const gone = changes.filter(({action}) => action === 'delete').map(({object}) => object.name)
      if (gone.length > 0) return gone
      return effect === 'destructive' && changes.length === 0 ? [lastOperand(line)] : []
    }),
  ),
]

export const changesSomething = ({tried, changes}: PlannedStep): boolean =>
  !tried || changes.some(({action}) => action !== 'unchanged')
