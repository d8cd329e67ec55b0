import type {Offer} from '../../calls/domain/offer.ts'

/** Which of the commands a server offers. */
export interface Choice {
  /** First words of those that are wanted. */
  readonly only?: readonly string[] | undefined
  /** All of them; absent, and with nothing named: the usual ones. */
  readonly all?: boolean
  readonly readOnly?: boolean
}

/**
 * What people ask for day by day. Clients take from 40 tools on (an editor, over all its servers) to 128 (an API with
 * functions), and each tool is read with every question.
 */
const usual = [
  ...['get', 'describe', 'status', 'events', 'logs', 'logs analyze', 'metrics', 'health', 'debug', 'analyze'],
  ...['optimize', 'top services', 'top nodes', 'url'],
  ...['models list', 'models status', 'models estimate', 'search hf', 'runtime suggest', 'accelerators list'],
  ...['cluster capacity', 'cluster health', 'cost', 'cost estimate'],
  ...['deploy', 'scale', 'update', 'restart', 'rollout status', 'rollout undo', 'delete'],
  ...['kf status', 'kf status info', 'kf logs', 'grove status', 'tune status', 'rag status'],
]

const begins = ({definition}: Offer, words: string): boolean => `${definition.words} `.startsWith(`${words.trim()} `)

/** The offers that were chosen, the usual ones first. Of plugins that bring none of those, all. */
export function chosen(
  offers: readonly Offer[],
  {only, all = false, readOnly = false}: Choice,
  isRead: (offer: Offer) => boolean,
): readonly Offer[] {
  const [common, others] = [offers.filter(isUsual), offers.filter((offer) => !isUsual(offer))]
  const open =
    only === undefined
      ? all || common.length === 0
        ? [...common, ...others]
        : common
      : [...common, ...others].filter((offer) => only.some((words) => begins(offer, words)))
  return readOnly ? open.filter(isRead) : open
}

const isUsual = ({definition}: Offer): boolean => usual.includes(definition.words)

/** Words that no command begins with. */
export const unknownWords = (offers: readonly Offer[], only: readonly string[] = []): readonly string[] =>
  only.filter((words) => !offers.some((offer) => begins(offer, words)))
